import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze, exchanges, info, pdus } from "../../../src/index.js";
import { KnownBodies } from "../../../src/mms/bodies.js";
import { decodeMmsPdu } from "../../../src/mms/decode.js";
import { pduDecoder } from "../../../src/mms/decoder.js";
import type { MmsPdu } from "../../../src/mms/pdu.js";
import type { Message, PduFields } from "../../../src/record.js";
import { createCore } from "../../../src/wasm/instance.js";
import { REGION_SCRATCH } from "../../../src/wasm/layout.js";
import * as build from "../../builder/index.js";
import { readSources } from "../../source.js";
import { fromHex, mutate, prefixes } from "../../sweep.js";

const core = await createCore();
const decodeJudged = pduDecoder(core, "judged");
const decodeCounted = pduDecoder(core, "counted");
const judged = (octets: Uint8Array) => decodeJudged(octets, 0, octets.length);
const counted = (octets: Uint8Array) => decodeCounted(octets, 0, octets.length);
const folder = new URL("../../captures/", import.meta.url);

const { pdus: make } = build;
const TO = ["+447700900123/TYPE=PLMN", "a@example.org"];
const send = make.sendReq({ transactionId: "T1", to: TO, subject: "Grüße" });
const fetched = make.retrieveConf({ messageId: "M1", to: TO });
/** All fields that are judged and that few PDUs have. */
const rare = fromHex(
	"8c80 986e00 8d92 826100 816200 936300 9a6400 9e6500 a580 a780 bd6600 be6700 bf80",
);
const SAMPLES: readonly Uint8Array[] = [
	rare,
	send,
	fetched,
	make.sendConf({ transactionId: "T1", messageId: "M1" }),
	make.notification({
		transactionId: "N1",
		contentLocation: "http://mmsc.example/1",
	}),
	make.acknowledge("N1"),
	make.delivery({ messageId: "M1", to: "+447700900123/TYPE=PLMN" }),
	// Fields of which one is enough, text in place of a token, a type without parts, a body that is MIME text.
	fromHex("8c82 986e00 8d92 8a6100 8e0101 8803810101 83 6800 966100 966200"),
	fromHex("8c84 8d92 8501ff 84 85 6869"),
	fromHex("8c84 8d92 8501ff 84 a3 2d2d620d0a0d0a0d0a2d2d622d2d0d0a"),
	fromHex("8c84 8d92 8501ff 84 be 8c858d90986e00"),
	// Parts whose names are a parameter's, a location's, an identifier's and a disposition's.
	fromHex(
		"8c84 8d92 8501ff 84 a3 04 12 02 089e 85616200 986600 8e6c00 c0223c783e00 6869 0401 83 8e6d00 61" +
			"0a01 038381ea c0223c793e00 62 0b01 612f4200 ae0581 98666e00 63",
	),
	fromHex("8c85 986e00 8d92 89 06 80 04 ea c3a400 91 80 8f 81 c1 81"),
];

/** Keys of what is judged. */
const KEYS = [
	...Object.keys(judged(send)!.fields),
	...Object.keys(judged(rare)!.rare!),
] as (keyof PduFields)[];

/** What both say of a PDU, but for its hashes: of those only whether there are any. */
function told(pdu: MmsPdu | undefined) {
	if (!pdu) return undefined;
	const { hash, bodyHash, ...rest } = pdu;
	const fields: PduFields = { ...pdu.fields, ...pdu.rare };
	return {
		fields: KEYS.map((key) => (key === "parts" ? undefined : fields[key])),
		parts: fields.parts?.map(({ contentType, name, size, missing, hash }) => ({
			...{ contentType, name, size, missing, hash: !!hash },
		})),
		hashes: [hash !== "", bodyHash !== undefined],
		type: rest.messageType,
		offset: rest.bodyOffset,
		complete: rest.complete,
		problems: rest.problems,
	};
}

function check(octets: Uint8Array): void {
	const whole = decodeMmsPdu(core, octets);
	const isPdu = whole.messageType !== undefined;
	const expected = isPdu ? told(whole) : undefined;
	expect(told(judged(octets))).toEqual(expected);
	const count = counted(octets);
	expect(count?.messageType).toBe(whole.messageType);
	if (!isPdu) return;
	expect(count!.problems).toEqual(whole.problems);
	const inner = ({ messageType, problems }: MmsPdu) => [messageType, problems];
	expect(count!.inner.map(inner)).toEqual(whole.inner.map(inner));
}

describe("PDUs that are decoded as far as somebody asks", () => {
	it("are the same as those that are decoded as a whole, wherever they end", () => {
		for (const sample of SAMPLES)
			for (const octets of prefixes(sample)) check(octets);
	});

	it("are the same whatever becomes of their octets", () => {
		const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
		const changes = fc.array(change, { minLength: 1, maxLength: 4 });
		fc.assert(
			fc.property(fc.constantFrom(...SAMPLES), changes, (octets, list) =>
				check(mutate(octets, list as [number, number][])),
			),
			{ numRuns: 2000 },
		);
	});

	it("are the same wherever their octets lie", () => {
		const room = new Uint8Array(send.length + 20);
		room.set(send, 10);
		const at = REGION_SCRATCH + 10;
		for (const decode of [decodeJudged, decodeCounted]) {
			const alone = decode(send, 0, send.length);
			expect(decode(room, 10, 10 + send.length)).toEqual(alone);
			core.bytes.set(send, at);
			expect(decode(core.bytes, at, at + send.length)).toEqual(alone);
		}
	});

	it("have equal hashes of equal bodies, whether their header is odd or not", () => {
		const odd = Uint8Array.from([...send.subarray(0, 2), 0xc1, 0x81]);
		const other = new Uint8Array(odd.length + send.length - 2);
		other.set(odd);
		other.set(send.subarray(2), odd.length);
		const one = judged(send)!;
		const two = judged(other)!;
		expect(two.problems).not.toEqual([]);
		expect(two.hash).not.toBe(one.hash);
		expect(two.bodyHash).toBe(one.bodyHash);
		expect(two.fields.parts).toEqual(one.fields.parts);
	});

	it("share the parts of equal bodies", () => {
		const again = make.sendReq({ transactionId: "T2", to: TO });
		expect(judged(again)!.fields.parts).toBe(judged(send)!.fields.parts);
	});
});

describe("bodies that were decoded", () => {
	const body = { hash: "1", parts: [{ contentType: "image/gif", size: 1 }] };
	/** Behind an octet of something else: four of a head, four of data, two of a tail. */
	const octets = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);

	const at = (bytes: Uint8Array, length = 10) => ({ bytes, start: 1, length });

	function note(bodies: KnownBodies, low: number, high: number, stretches = 1) {
		bodies.begin(low, 10);
		for (let i = 0; i < stretches; i++) bodies.add(octets, 1, 0, 4);
		bodies.add(octets, 1, 8, 2);
		bodies.keep(low, high, body);
	}

	it("are known by their hash, until another one takes their place", () => {
		const bodies = new KnownBodies();
		note(bodies, 5, 7);
		expect(bodies.get(5, 7, at(octets))).toBe(body);
		expect(bodies.get(5, 8, at(octets))).toBe(undefined);
		expect(bodies.get(5 + 1024, 7, at(octets))).toBe(undefined);
		note(bodies, 5 + 1024, 7);
		expect(bodies.get(5, 7, at(octets))).toBe(undefined);
		expect(bodies.get(5 + 1024, 7, at(octets))).toBe(body);
	});

	it("are not mistaken for others that were made to have their hash", () => {
		const bodies = new KnownBodies();
		note(bodies, 5, 7);
		const found = octets.map((octet, index) => {
			const other = octets.slice();
			other[index] = octet ^ 1;
			return bodies.get(5, 7, at(other)) === body ? 1 : 0;
		});
		expect([...found]).toEqual([1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0]);
		expect(bodies.get(5, 7, at(octets, 9))).toBe(undefined);
	});

	it("are forgotten where there is much to them", () => {
		const bodies = new KnownBodies();
		note(bodies, 1, 1, 20);
		note(bodies, 2, 2, 21);
		bodies.begin(3, 2000);
		bodies.add(new Uint8Array(2000), 0, 0, 2000);
		bodies.keep(3, 3, body);
		const all = [1, 2, 3].map((hash) => bodies.get(hash, hash, at(octets)));
		expect(all).toEqual([body, undefined, undefined]);
	});
});

describe("what is judged", () => {
	it("is every field that correlation names", () => {
		const named = readSources("src/transaction").flatMap(({ text }) =>
			[...text.matchAll(/"((?:mmse|mmstrace)\.[a-z_.]+)"/g)].map(
				([, name]) => name!,
			),
		);
		const missing = named.filter((name) => !KEYS.includes(name as "mmse.to"));
		expect([...new Set(missing)]).toEqual([]);
		// Halves that are judged have no such thing (`judgedhalf.ts`).
		for (const { path, text } of readSources("src/transaction").filter(
			({ path }) => !/\/(half)?layouts?\.ts$/.test(path),
		))
			expect([path, text]).not.toEqual([
				path,
				expect.stringMatching(/"http\.(host|content_type)"|bodyBytes/),
			]);
	});

	it("makes the messages that whole exchanges make, and counts the same", async () => {
		for (const name of readdirSync(folder)) {
			const file = readdirSync(new URL(`${name}/`, folder)).find((one) =>
				/\.(pcap|pcapng)$/.test(one),
			);
			if (!file) continue;
			const octets = new Uint8Array(
				readFileSync(new URL(`${name}/${file}`, folder)),
			);
			const whole: Message[] = await analyze(octets, {
				onExchanges: () => {},
			}).toArray();
			expect([name, await analyze(octets).toArray()]).toEqual([name, whole]);
			const records = pdus(octets);
			const all = await records.toArray();
			const { protocols, problems } = await info(octets);
			expect([name, protocols.mmse]).toEqual([name, all.length]);
			expect(problems).toEqual((await records.summary).problems);
		}
	});
});

it("keeps exchanges whole for who shows them", async () => {
	const tap = new build.Tap();
	const phone = build.endpoint("10.0.0.1", 40001);
	const server = build.endpoint("192.0.2.10", 80);
	const connection = new build.TcpConnection(tap, phone, server).open();
	connection.send("client", build.http.post("/mms", send));
	connection.close();
	const capture = build.pcap(tap.take(), { link: "ethernet" });
	const [one] = await exchanges(capture).toArray();
	expect(one).toMatchObject({
		request: {
			"mmstrace.content_type": "application/vnd.wap.multipart.related",
			pduHash: expect.stringMatching(/^[0-9a-f]{16}$/),
		},
	});
});
