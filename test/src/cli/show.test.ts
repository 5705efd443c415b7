import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pcap, scenario } from "../../builder/index.js";
import { schemaErrors } from "../../schema.js";
import { parseLines, runBuilt } from "./program.js";

const EXAMPLE = "examples/mms.pcapng";
const UTF8 = { env: { LC_ALL: "C.UTF-8", COLUMNS: "100" } };

async function messages() {
	const { stdout } = await runBuilt(["analyze", EXAMPLE]);
	return parseLines(stdout).slice(1, -1) as {
		uid: string;
		id: number;
		recipients: { uid: string }[];
	}[];
}

describe("mmstrace show", () => {
	it("finds a message by the uids of itself, a leg and an exchange, by a prefix and by its id", async () => {
		const [first] = await messages();
		const { stdout: lines } = await runBuilt(["exchanges", EXAMPLE]);
		const exchange = parseLines(lines)[1] as { uid: string };
		const { uid, recipients, id } = first!;
		const expected = await runBuilt(["show", uid, EXAMPLE], UTF8);
		expect(expected).toMatchObject({ status: 0, stderr: "" });
		expect(expected.stdout).toMatch(/^m-\S+ {2}delivered: /);
		expect(expected.stdout).toContain("├────── m-send-req ─────▶│");
		const names = [
			recipients[0]!.uid,
			exchange.uid,
			uid.slice(2, 8),
			uid.toUpperCase(),
		];
		for (const name of names)
			expect(await runBuilt(["show", name, EXAMPLE], UTF8)).toEqual(expected);
		expect(await runBuilt(["show", "--id", String(id), EXAMPLE], UTF8)).toEqual(
			expected,
		);
		expect(
			await runBuilt(["show", uid, "-"], {
				...UTF8,
				input: readFileSync(EXAMPLE),
			}),
		).toEqual(expected);
	});

	it("says which uids are near when there is none", async () => {
		const [first] = await messages();
		const typo = `${first!.uid.slice(0, 8)}zz`;
		const { status, stdout, stderr } = await runBuilt(["show", typo, EXAMPLE]);
		expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
		expect(stderr).toContain(`nearest: ${first!.uid}`);
	});

	it("wants four characters of a uid, and a capture", async () => {
		expect(await runBuilt(["show", "m-5", EXAMPLE])).toMatchObject({
			status: 2,
		});
		const { status, stderr } = await runBuilt(["show", "m-50adfc"]);
		expect(status).toBe(2);
		expect(stderr).toContain("no capture given");
	});

	it("draws with ASCII where the locale is not UTF-8", async () => {
		const { stdout } = await runBuilt(["show", "--id", "1", EXAMPLE], {
			env: { LC_ALL: "C" },
		});
		expect(stdout).toMatch(/^[\n -~]+$/);
		expect(stdout).toContain("m-send-req");
	});

	it("tells the frames in each of several captures", async () => {
		const folder = mkdtempSync(join(tmpdir(), "mmstrace-show-"));
		try {
			const other = join(folder, "other.pcap");
			const made = scenario({ seed: 2, messages: 3 });
			writeFileSync(other, pcap([...made], { link: "ethernet" }));
			const words = ["show", "m-50adfc00", other, EXAMPLE];
			const { stdout } = await runBuilt(words, UTF8);
			expect(stdout).toContain(
				`Captures     1 ${other}\n               2 ${EXAMPLE}\n`,
			);
			expect(stdout).toMatch(/Time +Frame {2}In file {2}Client/);
			expect(stdout).toMatch(/0\.036 +\d+ {2}2:17 {5}├─+ m-send-req/);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("gives the message with its exchanges to programs", async () => {
		const words = ["show", "--id", "1", EXAMPLE, "--format"];
		const [header, message, ...exchanges] = parseLines(
			(await runBuilt([...words, "ndjson"])).stdout,
		);
		expect([header!.type, message!.type]).toEqual(["header", "message"]);
		expect(exchanges.length).toBeGreaterThan(5);
		for (const line of [header!, message!, ...exchanges])
			expect(schemaErrors(line)).toEqual([]);
		const document = JSON.parse((await runBuilt([...words, "json"])).stdout);
		expect(document.message).toEqual(message);
		expect(document.exchanges).toEqual(exchanges);
	});
});
