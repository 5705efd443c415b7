import type { Path } from "../flow/path.js";
import { Packer } from "../pack/packer.js";
import type { Endpoints } from "./endpoints.js";
import { latin1 } from "./latin.js";
import type { HttpConnection, HttpMessage } from "./message.js";
import type { OpenPair, OpenPairs } from "./pairs.js";

/** A request that waits for its answer, all that is under way on its connection. */
export interface Asked {
	connection: HttpConnection;
	/** That of the flow: A's side first. */
	path: Path | undefined;
	request: HttpMessage;
	/** Where it began in its stream. */
	start: number;
	/** Of its pair. */
	index: number;
	requestEnd: number;
	requestSeconds: number;
	serverPosition: number;
}

/** Up to here a request costs little to be written down and read again, as happens for each segment in the worst case. */
const OCTETS_LIMIT = 2048;
const HEADERS_LIMIT = 64;
const FRAMES_LIMIT = 64;

/**
 * Nothing but the answer of this pair is waited for, and of its request nothing is kept that cannot be written down, or
 * is too much for that.
 */
export function waitsForAnswer(
	{ pair, requestDone }: OpenPair,
	{ length }: OpenPairs,
): boolean {
	const { request, response, interim, answerInGap } = pair;
	if (
		length > 1 ||
		!request ||
		!requestDone ||
		response ||
		interim ||
		answerInGap
	)
		return false;
	const { body, found, problems } = request;
	if (found !== undefined || body.bytes) return false;
	return problems.length + body.gaps.length === 0 && isShort(request);
}

function isShort({ target, headers, carriage }: HttpMessage): boolean {
	if (headers.length > HEADERS_LIMIT) return false;
	if (carriage.frames.length > FRAMES_LIMIT) return false;
	let octets = target?.length ?? 0;
	for (let i = 0; i < headers.length; i++) {
		const [name, value] = headers[i]!;
		octets += name.length + value.length;
	}
	return octets <= OCTETS_LIMIT;
}

/** @param start where the request of the pair began in its stream */
export function askedOf(
	{ pair, requestEnd, requestSeconds, serverPosition }: OpenPair,
	path: Path | undefined,
	start: number,
): Asked {
	const { connection, index } = pair;
	const request = pair.request!;
	return {
		connection,
		path,
		request,
		start,
		index,
		requestEnd,
		requestSeconds,
		serverPosition,
	};
}

/** Makes it the pair whose turn it is. */
export function addAsked(pairs: OpenPairs, asked: Asked): OpenPair {
	pairs.count = asked.index;
	const open = pairs.add(asked.connection, asked.serverPosition);
	open.pair.request = asked.request;
	open.requestDone = true;
	open.requestEnd = asked.requestEnd;
	open.requestSeconds = asked.requestSeconds;
	return open;
}

/** Ends of a connection that is known, of which only the path is looked at. */
export function endsOf({ connection, path }: Asked): Endpoints {
	const { client, clientPort, server, serverPort, family } = connection;
	return {
		addressA: client,
		portA: clientPort,
		addressB: server,
		portB: serverPort,
		family,
		path,
	};
}

/** Writes requests that wait as texts, which are one thing in memory where a request is twenty. */
export class AskedPacker {
	readonly #packer = new Packer<Asked>();

	/** Each character is an octet. */
	pack(asked: Asked): string {
		const octets = this.#packer.pack(asked);
		return latin1(octets, 0, octets.length);
	}

	unpack(text: string): Asked {
		const octets = new Uint8Array(text.length);
		for (let at = 0; at < text.length; at++) octets[at] = text.charCodeAt(at);
		return this.#packer.unpack(octets);
	}
}
