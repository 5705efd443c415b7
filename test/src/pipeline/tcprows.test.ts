import { expect, it } from "vitest";
import { bytesSource } from "../../../src/capture/source.js";
import type { HttpPair } from "../../../src/http/message.js";
import * as build from "../../builder/index.js";
import { track } from "../http/observe.js";

/** More than stay as they are (`src/http/awake.ts`). */
const CONNECTIONS = 1100;

function addressOf(n: number): string {
	return `2001:db8::${(n + 1).toString(16)}`;
}

/** One exchange on each of many connections, and later another one; of every third only the handshake comes at first. */
function capture(): Uint8Array {
	const tap = new build.Tap();
	const open: build.TcpConnection[] = [];
	const exchange = (connection: build.TcpConnection, path: string) => {
		connection.send("client", build.http.get(path));
		connection.send("server", build.http.response("404 Not Found", undefined));
	};
	for (let n = 0; n < CONNECTIONS; n++) {
		const phone = build.endpoint(addressOf(n), 1000 + n);
		const server = build.endpoint("2001:db8:1::1", 80);
		const connection = new build.TcpConnection(tap, phone, server, {
			roundTrip: 2000,
		}).open();
		if (n % 3 > 0) exchange(connection, `/${n}`);
		open.push(connection);
	}
	for (const [n, connection] of open.entries()) exchange(connection, `/${n}`);
	const link = { tags: [[0x8100, 7]] as const };
	return build.pcap(tap.take().map((packet) => ({ ...packet, link })));
}

it("finds the ends of connections again that were folded", async () => {
	const pairs: HttpPair[] = [];
	let folded = 0;
	await track(
		bytesSource(capture()),
		{
			keepBody: () => false,
			onPair: (pair) => pairs.push(pair),
			verdict: (_, { kind }) => {
				if (kind === "folded") folded++;
			},
		},
		true,
	);
	expect(folded).toBeGreaterThan(50);
	expect(pairs.length).toBe(CONNECTIONS + Math.floor((CONNECTIONS * 2) / 3));
	for (const { connection, request, response, index } of pairs) {
		const n = Number(request!.target!.slice(1));
		expect(response?.status).toBe(404);
		expect(connection).toMatchObject({
			stream: n,
			client: addressOf(n),
			clientPort: 1000 + n,
			server: "2001:db8:1::1",
			serverPort: 80,
			family: 6,
			path: { scope: "vlan-7", tunnels: [{ vlan: 7 }, { vlan: 7 }] },
		});
		if (index === 0) expect(connection.connect?.frames.length).toBe(3);
	}
});
