import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
	filterOfFlag,
	parseFilter,
	printFilter,
} from "../src/filter/filter.js";
import type { SelectionFlag } from "../src/filter/selection.js";
import { analyze, exchanges, http, pdus } from "../src/index.js";

const ROOT = new URL("..", import.meta.url).pathname;
const text = readFileSync(`${ROOT}docs/filters.md`, "utf8");
const octets = readFileSync(`${ROOT}examples/mms.pcapng`);
const COMMANDS = { analyze, pdus, http, exchanges };

const EXAMPLES = [
	...text.matchAll(/^\| `(\w+)` \| `([^`]+)` \| [^|]+ \| (\d+) \|$/gm),
].map(([, command, filter, count]): [string, string, number] => [
	command!,
	filter!,
	Number(count),
]);

describe("examples of docs/filters.md", () => {
	it("are there", () => {
		expect(EXAMPLES.length).toBeGreaterThanOrEqual(15);
	});

	it.each(EXAMPLES)("%s: %s finds %d", async (command, filter, count) => {
		const run = COMMANDS[command as keyof typeof COMMANDS];
		const results = run(octets, { filter });
		expect((await results.toArray()).length).toBe(count);
		expect((await results.summary).hidden).toBeGreaterThan(0);
	});
});

// The first column of filters is that of messages.
const FLAGS = [
	...text.matchAll(/^\| `--([a-z-]+)(?: ([A-Z]+))?` \| `([^`]+)` \|/gm),
].map(([, option, value = "", filter]): [string, string, string] => [
	option!,
	value,
	filter!,
]);

describe("plain options", () => {
	it("are all there", () => {
		expect(FLAGS.length).toBe(9);
	});

	it.each(FLAGS)("--%s %s is %s", (option, value, filter) => {
		const flag = option.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
		const made = filterOfFlag(flag as SelectionFlag, value, "message");
		expect(printFilter(parseFilter(made!))).toBe(
			printFilter(parseFilter(filter)),
		);
	});
});
