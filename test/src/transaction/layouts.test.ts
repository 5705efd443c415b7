import { expect, test, vi } from "vitest";
import { analyze } from "../../../src/index.js";
import { Packer } from "../../../src/pack/packer.js";
import type { Exchange } from "../../../src/record.js";
import { Correlator } from "../../../src/transaction/correlate.js";
import { LAYOUTS } from "../../../src/transaction/layouts.js";
import {
	endpoint,
	http,
	pcap,
	pdus,
	Tap,
	TcpConnection,
} from "../../builder/index.js";
import { capture as httpLife } from "../../captures/http-life/make.js";
import { capture as wspSession } from "../../captures/wsp-session/make.js";

/** Exchanges as `analyze` makes them for itself. */
async function exchangesOf(capture: Uint8Array): Promise<Exchange[]> {
	const spy = vi.spyOn(Correlator.prototype, "onExchange");
	for await (const _ of analyze(capture));
	const exchanges = spy.mock.calls.map(([exchange]) => exchange);
	spy.mockRestore();
	return exchanges;
}

test.each([
	["HTTP", httpLife],
	["WAP", wspSession],
])(
	"exchanges of %s have layouts, and come back with all keys",
	async (_, make) => {
		const shapes = LAYOUTS.all.map(({ keys }) => keys.join());
		const packer = new Packer<Exchange>(LAYOUTS);
		const exchanges = await exchangesOf(make());
		expect(exchanges.length).toBeGreaterThan(0);
		for (const exchange of exchanges) {
			const { request, response } = exchange;
			const parts = [...(request?.parts ?? []), ...(response?.parts ?? [])];
			for (const one of [exchange, request, response, ...parts])
				if (one) expect(shapes).toContain(Object.keys(one).join());
			const ends = { ...exchange, firstTime: 1, address: exchange.client };
			const packed = packer.pack(exchange, ends).slice();
			expect(packer.unpack(packed, 0, ends)).toStrictEqual(exchange);
		}
	},
);

test("layouts have the numbers of their places", () => {
	expect(LAYOUTS.all.map(({ number }) => number)).toEqual([
		...LAYOUTS.all.keys(),
	]);
});

test("attempts of HTTP come with all keys of its exchanges", async () => {
	const tap = new Tap();
	const phone = endpoint("10.0.0.1", 40001);
	const server = endpoint("192.0.2.10", 80);
	const connection = new TcpConnection(tap, phone, server).open();
	connection.send("client", http.post("/mms", pdus.sendReq({ to: ["+44"] })));
	connection.close();
	for (const port of [40002, 40003])
		new TcpConnection(tap, endpoint("10.0.0.2", port), server)
			.syn()
			.rst("server");
	const capture = pcap(tap.take(), { link: "ethernet" });
	const attempts = (await exchangesOf(capture)).filter(
		({ kind }) => kind === "attempt",
	);
	expect(attempts.map((one) => Object.keys(one))).toEqual(
		attempts.map((one) => LAYOUTS.of(one)!.keys),
	);
	expect(attempts.length).toBe(2);
});
