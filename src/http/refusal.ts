import { momentOf } from "../flow/stamp.js";
import type { TcpConnection } from "../tcp/connection.js";
import type { StreamEnd } from "../tcp/sink.js";
import { connectionOf, type Endpoints } from "./endpoints.js";
import type { HttpRefusal } from "./message.js";

/** A SYN that was answered by a RST, or by nothing for long enough (STATES 7.1: 60 s). */
export function refusalOf(
	stream: number,
	endpoints: Endpoints | undefined,
	{ attempt, opener, ending, unreachable }: TcpConnection,
	how: StreamEnd,
): HttpRefusal | undefined {
	if (!endpoints || !attempt || opener === undefined) return undefined;
	const isReset = ending?.kind === "rst" && ending.direction !== opener;
	if (!isReset && !unreachable && how === "open") return undefined;
	const refusal: HttpRefusal = {
		connection: connectionOf(stream, endpoints, opener),
		connect: attempt,
		ended: "timeout",
	};
	if (isReset) {
		refusal.ended = "rst";
		refusal.end = momentOf(ending.stamp);
	} else if (unreachable) {
		refusal.ended = "unreachable";
		refusal.icmp = unreachable.icmp;
		refusal.end = unreachable.end;
	}
	return refusal;
}
