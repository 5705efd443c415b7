import type { Library } from "./cli/library.js";
import { UsageError } from "./error.js";

function notYet(): never {
	throw new UsageError("this command does not work yet");
}

export const analyze: Library["analyze"] = notYet;
export const pdus: Library["pdus"] = notYet;
export const http: Library["http"] = notYet;
export const exchanges: Library["exchanges"] = notYet;
export const info: Library["info"] = notYet;
export const decode: Library["decode"] = notYet;
