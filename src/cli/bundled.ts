import * as library from "../index.js";
import type { ExitCode } from "./exit.js";
import { main } from "./main.js";

export { serveThread } from "../node/threads/serve.js";
export { useUsualFlags } from "./heap.js";

/** The whole program as one script (`scripts/bundle-cli.mjs`): the library is part of it. */
export function run(
	words: readonly string[],
	version: string,
): Promise<ExitCode> {
	return main(words, version, async () => library);
}
