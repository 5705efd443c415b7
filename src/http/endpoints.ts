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
	const isA = client === 0;
	const connection: HttpConnection = {
		stream,
		client: isA ? ends.addressA : ends.addressB,
		clientPort: isA ? ends.portA : ends.portB,
		server: isA ? ends.addressB : ends.addressA,
		serverPort: isA ? ends.portB : ends.portA,
		family: ends.family,
		path: undefined,
		connect: handshake,
	};
	const { path } = ends;
	if (path) connection.path = isA ? path : reversed(path);
	return connection;
}
