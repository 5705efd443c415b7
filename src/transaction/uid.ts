import { uidOf } from "../uid.js";

/** Name of a message or leg, made of the uid of its first exchange and of what tells it apart there. */
export function makeUid(prefix: "m" | "l", ...parts: string[]): string {
	return uidOf(prefix, parts.join("\u0000"));
}
