import { HANDSHAKE_NUMBERS, LAST_SECONDS, TCP_NUMBERS } from "../tcp/fold.js";
import { CHECK_SECONDS } from "./host.js";

/** Numbers of a conversation that is folded: first the second for which its owner has noted it. */
export const SCHEDULED = 0;
export const FLOW = 1;
/** Side that sends the requests; -1: none has come. */
export const CLIENT = 2;
/** Behind these, those of the TCP connection. */
export const OWN_NUMBERS = 3;
/** Behind them, six for what was read; or the handshake, when nothing was. */
export const FOLDED_NUMBERS = OWN_NUMBERS + TCP_NUMBERS + HANDSHAKE_NUMBERS;

/** A connection that carries no octets is forgotten after this time; one that begins to is found by its start line. */
export const UNUSED_SECONDS = CHECK_SECONDS;

/** Octets were read in the conversation that is folded here. */
export function hadData(numbers: Float64Array, at: number): boolean {
	return numbers[at + CLIENT]! >= 0;
}

/** When nothing more is expected of it, in seconds. */
export function foldedDue(
	numbers: Float64Array,
	at: number,
	idleSeconds: number,
): number {
	const last = numbers[at + OWN_NUMBERS + LAST_SECONDS]!;
	return last + (hadData(numbers, at) ? idleSeconds : UNUSED_SECONDS);
}
