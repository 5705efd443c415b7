import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { asyncFileSource, fileSource } from "../../../src/node/file.js";
import { endpoint, pcap, udp, utf8 } from "../../builder/index.js";
import { read } from "../../read.js";

const folder = mkdtempSync(join(tmpdir(), "mmstrace-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

const packets = Array.from({ length: 20_000 }, (_, i) => ({
	time: 1_700_000_000_000_000 + i,
	datagram: udp(
		endpoint("10.0.0.1", 40000),
		endpoint("192.0.2.9", 9200),
		utf8(`packet ${i}`),
	),
}));
const octets = pcap(packets);
const path = join(folder, "x.pcap");
writeFileSync(path, octets);

describe.each([
	["blocking", fileSource],
	["not blocking", asyncFileSource],
])("a file, %s", (_, make) => {
	it("is read to its end, over many chunks", async () => {
		const source = make(path);
		const { rows, reader } = await read([source]);
		expect(rows.length).toBe(packets.length);
		expect(rows[19_999]?.payload).toEqual(utf8("packet 19999"));
		expect(reader.consumed).toBe(octets.length);
		expect(reader.size).toBe(octets.length);
	});

	it("that is not there is an error", async () => {
		const missing = make(join(folder, "none.pcap"));
		await expect(read([missing])).rejects.toMatchObject({ code: "unreadable" });
	});
});
