import { closeSync, openSync, readSync } from "node:fs";
import {
	createCore,
	REGION_ARENA,
	REGION_ARENA_SIZE,
	REGION_INPUT,
} from "./built.js";

/** As much as the program reads at once. */
export const PIECE = 256 * 1024;
/** Octets of one packet of a body. */
const SEGMENT = 1400;
/** Octets of one body: half of it is as much as a usual message has. */
const BODY = 64 * 1024;

/** Into the memory of a core: nothing but reading, in this process. */
export async function read(path: string): Promise<void> {
	const core = await coreWithInput();
	for (const _ of piecesOf(path, core.bytes));
}

/**
 * Reading, and what compiled code has to do at least with octets of messages: each packet's are copied to where the body is
 * put together, and the body is hashed there.
 *
 * @param share of the octets of the capture that are of messages
 */
export async function copyAndHash(path: string, share: number): Promise<void> {
	const core = await coreWithInput();
	const { copyOctets, hash } = core.exports;
	let to = REGION_ARENA;
	let body = 0;
	for (const length of piecesOf(path, core.bytes)) {
		const end = REGION_INPUT + Math.floor(length * share) - SEGMENT;
		for (let from = REGION_INPUT; from <= end; from += SEGMENT) {
			copyOctets(to + body, from, SEGMENT);
			body += SEGMENT;
			if (body + SEGMENT <= BODY) continue;
			hash(to, body);
			body = 0;
			to += BODY;
			if (to + BODY > REGION_ARENA + REGION_ARENA_SIZE) to = REGION_ARENA;
		}
	}
}

async function coreWithInput() {
	const core = await createCore();
	core.reserve(REGION_INPUT + PIECE);
	return core;
}

function* piecesOf(path: string, bytes: Uint8Array): Generator<number> {
	const piece = bytes.subarray(REGION_INPUT, REGION_INPUT + PIECE);
	const file = openSync(path, "r");
	for (;;) {
		const length = readSync(file, piece, 0, PIECE, null);
		if (length === 0) break;
		yield length;
	}
	closeSync(file);
}
