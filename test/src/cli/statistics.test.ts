import { describe, expect, it } from "vitest";
import { schemaErrors } from "../../schema.js";
import { parseLines, runBuilt } from "./program.js";

const EXAMPLE = "examples/mms.pcapng";

describe("mmstrace --summary and --by", () => {
	it("write one valid record before the summary", async () => {
		const { status, stdout } = await runBuilt(["--summary", EXAMPLE]);
		expect(status).toBe(0);
		const lines = parseLines(stdout);
		expect(lines.map(({ type }) => type)).toEqual([
			"header",
			"statistics",
			"summary",
		]);
		for (const line of lines) expect(schemaErrors(line)).toEqual([]);
		const words = ["--summary", "--format", "json", EXAMPLE];
		const document = JSON.parse((await runBuilt(words)).stdout);
		expect(document.statistics).toEqual(lines[1]);
		expect(document.summary).toEqual(lines[2]);
	});

	it("write figures for people, within the width of the terminal", async () => {
		for (const COLUMNS of ["60", "80", "120"]) {
			const words = ["--by", "server,transport+server", "-f", "table", EXAMPLE];
			const { stdout } = await runBuilt(words, { env: { COLUMNS } });
			for (const line of stdout.split("\n"))
				expect(line.length, line).toBeLessThanOrEqual(Number(COLUMNS));
			expect(stdout).toMatch(/^12 messages/);
			expect(stdout).toContain("By transport+server");
			expect(stdout).toContain("Times of phases");
			expect(stdout).toContain("User agents");
			expect(stdout).toMatch(/^Problems$/m);
		}
	});

	it("are about the messages that a filter lets through", async () => {
		const words = ["--summary", "--verdict", "failed", EXAMPLE];
		const [, statistics] = parseLines((await runBuilt(words)).stdout);
		expect(statistics).toMatchObject({
			messages: 7,
			verdicts: [{ name: "failed", count: 7, share: 1 }],
		});
	});

	it("refuse unknown fields and formats without a place for them", async () => {
		const unknown = await runBuilt(["--by", "sevrer", EXAMPLE]);
		expect(unknown.status).toBe(2);
		expect(unknown.stderr).toContain("did you mean server?");
		expect((await runBuilt(["--summary", "--live", EXAMPLE])).status).toBe(2);
	});
});
