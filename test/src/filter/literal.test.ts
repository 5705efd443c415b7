import { describe, expect, it } from "vitest";
import {
	parseDuration,
	parseNumber,
	parseTime,
} from "../../../src/filter/literal.js";

describe("literals", () => {
	it.each<[string, number | undefined]>([
		["128", 128],
		["0x80", 128],
		["-1.5", -1.5],
		["1e3", 1000],
		["+5", 5],
		["", undefined],
		["5s", undefined],
		["0x", undefined],
		["1.2.3", undefined],
	])("number %s", (text, value) => expect(parseNumber(text)).toBe(value));

	it.each<[string, number | undefined]>([
		["5", 5],
		["5s", 5],
		["300ms", 0.3],
		["7us", 0.000007],
		["2m", 120],
		["2min", 120],
		["1.5h", 5400],
		["1d", 86400],
		["5 s", undefined],
		["5weeks", undefined],
		["s", undefined],
	])("duration %s", (text, value) => expect(parseDuration(text)).toBe(value));

	it.each<[string, number | undefined]>([
		["1700000000.5", 1700000000.5],
		["2023-11-14T22:13:20", 1700000000],
		["2023-11-14T22:13:20Z", 1700000000],
		["2023-11-14 22:13:20.091394", 1700000000.091394],
		["2023-11-14T23:13:20+01:00", 1700000000],
		["2023-11-14T16:43:20-0530", 1700000000],
		["2023-11-14T22:13", 1699999980],
		["2023-11-14", 1699920000],
		["2024-02-29", 1709164800],
		["2023-02-29", undefined],
		["2023-11-14T25:00", undefined],
		["2023-11", undefined],
		["yesterday", undefined],
		["14.11.2023", undefined],
	])("time %s", (text, value) => expect(parseTime(text)).toBe(value));
});
