import type { Attempt } from "../exchange/http.js";
import { reversed } from "../flow/path.js";
import { momentOf, newStamp } from "../flow/stamp.js";
import type { Flows } from "../frame/flows.js";
import type { Rows } from "../frame/frame.js";

/** The connection that a ClientHello opens (RFC 8446 4.1.2): all there is to see of what TLS carries. */
export function tlsAttempt(
	rows: Rows,
	flows: Flows,
	serverName: string,
): Attempt {
	const { flow, stream, direction } = rows;
	const other = direction === 0 ? 1 : 0;
	const stamp = newStamp();
	rows.stamp(stamp);
	const last = momentOf(stamp);
	const path = flows.path(flow);
	return {
		connection: {
			stream,
			client: flows.address(flow, direction),
			clientPort: flows.port(flow, direction),
			server: flows.address(flow, other),
			serverPort: flows.port(flow, other),
			family: flows.family(flow),
			...(path && { path: direction === 0 ? path : reversed(path) }),
		},
		connect: {
			firstTime: last.time,
			last,
			frames: [stamp.frame],
			retransmissions: 0,
		},
		tls: { serverName: serverName.toLowerCase() },
		ended: "open",
	};
}
