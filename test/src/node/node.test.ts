import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyze, CaptureError, info, pdus } from "../../../src/node.js";

const EXAMPLE = new URL("../../../examples/mms.pcapng", import.meta.url);
const octets = readFileSync(EXAMPLE);

let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "mmstrace-node-"));
	writeFileSync(join(folder, "b.pcapng"), octets);
	writeFileSync(join(folder, "a.txt"), "no capture");
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("paths as sources", () => {
	it("a path, a URL, octets and a folder give the same messages", async () => {
		const expected = await analyze(octets).toArray();
		expect(expected.length).toBeGreaterThan(3);
		const path = join(folder, "b.pcapng");
		for (const source of [path, pathToFileURL(path), folder])
			expect(await analyze(source).toArray()).toEqual(expected);
	});

	it("two captures are one input", async () => {
		const path = join(folder, "b.pcapng");
		const { captures } = await info([path, octets]);
		expect(captures.map(({ packets }) => packets)).toEqual([249, 249]);
	});

	it.each([
		["nothing.pcap", "unreadable", /no such file/],
		["a.txt", "not-a-capture", /neither pcap nor pcapng/],
	])("%s is a CaptureError: %s", async (name, code, message) => {
		const error = await analyze(join(folder, name))
			.toArray()
			.catch((thrown) => thrown);
		expect(error).toBeInstanceOf(CaptureError);
		expect(error).toMatchObject({
			code,
			message: expect.stringMatching(message),
		});
	});
});

describe("a signal", () => {
	it("stops the reading; records and summary so far still come", async () => {
		const controller = new AbortController();
		const reason = new Error("enough");
		const results = pdus(slowly(octets), { signal: controller.signal });
		const frames: number[] = [];
		const running = async () => {
			for await (const pdu of results) {
				frames.push(pdu["frame.number"]);
				controller.abort(reason);
			}
		};
		await expect(running()).rejects.toBe(reason);
		const { packets } = await results.summary;
		expect(frames.length).toBeGreaterThan(0);
		expect(packets).toBeLessThan(249);
		expect(packets).toBeGreaterThanOrEqual(frames.at(-1) as number);
	});
});

async function* slowly(all: Uint8Array): AsyncGenerator<Uint8Array> {
	for (let start = 0; start < all.length; start += 4096) {
		yield all.subarray(start, start + 4096);
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
}
