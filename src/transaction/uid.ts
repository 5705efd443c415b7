import { uidOf } from "../uid.js";

/** Name of a message or leg, made of the uid of its first exchange and of what tells it apart there. */
export function makeUid(prefix: "m" | "l", uid: string, what: string): string {
	return uidOf(prefix, uid, `\u0000${what}`);
}
