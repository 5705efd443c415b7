/** A thread for `analyzeInThreads`, in the library; the command line has one of its own (`src/cli/worker.ts`). */
import { serveThread } from "./serve.js";

serveThread();
