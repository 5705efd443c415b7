import { type Path, reversed } from "../flow/path.js";
import type { Handshake } from "../tcp/handshake.js";
import type { HttpConnection } from "./message.js";

/** The two sides of a flow: A sent the first packet. */
export interface Endpoints {
	addressA: string;
	portA: number;
	addressB: string;
	portB: number;
	family: 4 | 6;
	/** A's side first. */
	path?: Path | undefined;
}

/** The connection as its messages tell it. */
export function connectionOf(
	stream: number,
	ends: Endpoints,
	client: 0 | 1,
	handshake?: Handshake,
): HttpConnection {
	const a = [ends.addressA, ends.portA] as const;
	const b = [ends.addressB, ends.portB] as const;
	const [from, to] = client === 0 ? [a, b] : [b, a];
	const connection: HttpConnection = {
		stream,
		client: from[0],
		clientPort: from[1],
		server: to[0],
		serverPort: to[1],
		family: ends.family,
	};
	const { path } = ends;
	if (path) connection.path = client === 0 ? path : reversed(path);
	if (handshake) connection.connect = handshake;
	return connection;
}
