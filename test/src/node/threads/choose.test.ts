import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { threadsFor } from "../../../../src/node/threads/choose.js";

let folder: string;
let large: string;
let small: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "mmstrace-choose-"));
	large = join(folder, "large.pcap");
	small = join(folder, "small.pcap");
	writeFileSync(large, "");
	truncateSync(large, 40e6);
	writeFileSync(small, "1");
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("threads for captures", () => {
	it("leave V8 a core when the captures are large together", () => {
		const cores = [1, 2, 3, 8];
		const both = [large, large];
		expect(cores.map((n) => threadsFor(both, undefined, n))).toEqual([
			1, 1, 2, 7,
		]);
		expect(threadsFor([large, small], undefined, 8)).toBe(1);
	});

	it("are as many as are wanted, of files", () => {
		expect(threadsFor([small], 2, 1)).toBe(2);
		expect(threadsFor([large, large], 1, 8)).toBe(1);
		expect(threadsFor(["-"], 2, 8)).toBe(1);
		expect(threadsFor([folder], 2, 8)).toBe(1);
		expect(threadsFor([join(folder, "nowhere")], 2, 8)).toBe(1);
	});
});
