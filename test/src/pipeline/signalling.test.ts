import { expect, it } from "vitest";
import type { Identity } from "../../../src/record.js";
import {
	endpoint,
	gtp,
	join,
	pcap,
	pfcp,
	radius,
	signalling,
	udp,
} from "../../builder/index.js";
import { runPipeline } from "./run.js";

const [A, B] = ["192.0.2.1", "192.0.2.2"];
const PERSON = { imsi: "234150000000001", msisdn: "447900000001" };
const T0 = 1_700_000_000;

it("tells who has which address, by every protocol of signalling", async () => {
	const start = radius.accounting(
		"start",
		radius.attribute(31, PERSON.msisdn),
		radius.attribute(8, signalling.ipv4("10.0.0.1")),
	);
	const sgw = { address: A, teid: 0x11 };
	const pgw = { address: B, teid: 0x21 };
	const talk: [string, string, number, Uint8Array][] = [
		[A, B, 1813, start],
		[A, B, 2123, gtp.createSessionRequest(1, PERSON, { control: sgw })],
		[
			B,
			A,
			2123,
			gtp.createSessionResponse(
				{ teid: 0x11, sequence: 1 },
				gtp.allocation("10.0.0.2"),
				{ pgw, users: [] },
			),
		],
		[
			A,
			B,
			8805,
			pfcp.message(
				50,
				{ seid: 0, sequence: 1 },
				pfcp.createPdr(pfcp.phoneAddress("10.0.0.3")),
				pfcp.userId(PERSON),
			),
		],
		[
			B,
			A,
			8805,
			pfcp.message(51, { seid: 1, sequence: 1 }, pfcp.element(19, join(1))),
		],
	];
	const capture = pcap(
		talk.map(([from, to, port, octets], i) => ({
			time: (T0 + i) * 1e6,
			datagram: udp(endpoint(from, port), endpoint(to, port), octets),
		})),
	);
	const got: Identity[] = [];
	const pipeline = await runPipeline(capture, {
		sink: { onIdentity: (identity) => got.push(identity) },
	});
	expect(
		got.map(({ source, address, from, frame }) => [
			source,
			address,
			from,
			frame,
		]),
	).toEqual([
		["radius", "10.0.0.1", T0, 1],
		["gtp-c", "10.0.0.2", T0 + 2, 3],
		["pfcp", "10.0.0.3", T0 + 4, 5],
	]);
	expect(pipeline.limitHits()).not.toHaveProperty("subscriber-sessions");
});

it("counts what its limits ended", async () => {
	const start = (id: string) =>
		radius.accounting(
			"start",
			radius.attribute(44, id),
			radius.attribute(31, PERSON.msisdn),
		);
	const capture = pcap(
		["a", "b", "c"].map((id, i) => ({
			time: (T0 + i) * 1e6,
			datagram: udp(endpoint(A, 1813), endpoint(B, 1813), start(id)),
		})),
	);
	const pipeline = await runPipeline(capture, {
		sink: { onIdentity: () => {} },
		limits: {
			reader: {},
			http: {},
			wap: {},
			correlation: {},
			subscriber: { "subscriber-sessions": 1 },
		},
	});
	expect(pipeline.limitHits()["subscriber-sessions"]).toBe(2);
});
