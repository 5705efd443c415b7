import type { TcpConnection } from "../tcp/connection.js";
import { SKIP_RANGE } from "../tcp/stream.js";
import type { ConversationHost } from "./host.js";

/** A skip lies so far behind that it may have to be told again. */
export function hasOldSkip({ streams }: TcpConnection): boolean {
	const a = streams[0];
	const b = streams[1];
	return (
		((a.next - a.skipTo) | 0) >= SKIP_RANGE ||
		((b.next - b.skipTo) | 0) >= SKIP_RANGE
	);
}

/** Sets skips anew that lie far behind. */
export function renewSkips(
	{ streams }: TcpConnection,
	stream: number,
	host: ConversationHost,
): void {
	const a = streams[0].renewSkip();
	if (a !== undefined) host.onSkip(stream, 0, a);
	const b = streams[1].renewSkip();
	if (b !== undefined) host.onSkip(stream, 1, b);
}
