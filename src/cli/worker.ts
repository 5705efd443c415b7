// A further thread of the command line: its part of the program, from compiled code as the program itself.
import { loadProgram } from "./load.js";

const cli = new URL("../cli.js", import.meta.url).href;
const { serveThread, over } = loadProgram(cli, ["relay"]);
serveThread(() => over(0));
