import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { Rereadable } from "../../../src/node/reread.js";
import { endpoint, pcap, udp, utf8 } from "../../builder/index.js";
import { read } from "../../read.js";

const folder = mkdtempSync(join(tmpdir(), "reread-"));
afterAll(() => rmSync(folder, { recursive: true }));

const COUNT = 5000;
const packets = Array.from({ length: COUNT }, (_, i) => ({
	time: 1_700_000_000_000_000 + i,
	datagram: udp(
		endpoint("10.0.0.1", 40000),
		endpoint("192.0.2.9", 9200),
		utf8(`packet ${i}`),
	),
}));
const path = join(folder, "x.pcap");
writeFileSync(path, pcap(packets));

/** A pipe that gives the octets of the capture once. */
function pipe(name: string): string {
	const fifo = join(folder, name);
	execFileSync("mkfifo", [fifo]);
	spawn("sh", ["-c", `cat "${path}" > "${fifo}"`], { stdio: "ignore" });
	return fifo;
}

async function payloadsOf(input: Rereadable): Promise<string[]> {
	const { rows } = await read(input.pass());
	return rows.map(({ payload }) => new TextDecoder().decode(payload));
}

const signal = new AbortController().signal;

describe("captures that are read more than once", () => {
	it("are opened anew when they are files", async () => {
		const input = new Rereadable([path], { signal });
		const first = await payloadsOf(input);
		expect(first.length).toBe(COUNT);
		expect(await payloadsOf(input)).toEqual(first);
		input.close();
	});

	it("are kept when they come through a pipe, and leave nothing behind", async () => {
		const temporary = mkdtempSync(join(folder, "tmp-"));
		vi.stubEnv("TMPDIR", temporary);
		const input = new Rereadable([pipe("one"), path], { signal });
		const first = await payloadsOf(input);
		expect(first.length).toBe(2 * COUNT);
		expect(await payloadsOf(input)).toEqual(first);
		expect(await payloadsOf(input)).toEqual(first);
		expect(readdirSync(temporary)).toEqual([]);
		vi.unstubAllEnvs();
		input.close();
	});

	it("end for both passes where the limit is", async () => {
		const input = new Rereadable([pipe("two")], {
			signal,
			spoolLimit: 100_000,
		});
		const first = await payloadsOf(input);
		expect(first.length).toBeGreaterThan(100);
		expect(first.length).toBeLessThan(COUNT);
		expect(await payloadsOf(input)).toEqual(first);
		input.close();
	});
});
