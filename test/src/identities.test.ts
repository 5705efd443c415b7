import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/error.js";
import { parseIdentities } from "../../src/identities.js";

const parse = (...lines: string[]) =>
	parseIdentities(lines.join("\n"), "a.csv");

describe("a file of identities", () => {
	it("names columns, in any order", () => {
		expect(
			parse(
				"from,address,note,imsi,to,number",
				"1700000000,10.0.0.1,x,234150000000001,1700000100.5,+44 7900-000001",
				"",
				"# comment",
				",2001:DB8:1:2:3::4/64,,,,07900000002",
			),
		).toEqual([
			{
				type: "identity",
				address: "10.0.0.1",
				from: 1_700_000_000,
				to: 1_700_000_100.5,
				number: "+447900000001",
				imsi: "234150000000001",
				source: "file",
			},
			{
				type: "identity",
				address: "2001:db8:1:2::/64",
				from: 0,
				number: "07900000002",
				source: "file",
			},
		]);
	});

	it("may leave out the names", () => {
		expect(parse("+447900000001,,10.0.0.1,5,6", ",234150,10.0.0.2")).toEqual([
			{
				type: "identity",
				address: "10.0.0.1",
				from: 5,
				to: 6,
				number: "+447900000001",
				source: "file",
			},
			{
				type: "identity",
				address: "10.0.0.2",
				from: 0,
				imsi: "234150",
				source: "file",
			},
		]);
	});

	it.each([
		["2023-11-14T22:13:20Z", 1_700_000_000],
		["2023-11-14 22:13:20", 1_700_000_000],
		["2023-11-14T23:13:20.250+01:00", 1_700_000_000.25],
		["2023-11-14T23:13+0100", 1_699_999_980],
		["2023-11-14", 1_699_920_000],
		["1700000000.25", 1_700_000_000.25],
	])("reads the time %s", (text, time) => {
		const [identity] = parse("number,address,from", `1234,10.0.0.1,${text}`);
		expect(identity?.from).toBe(time);
	});

	it("takes quotes, semicolons, tabs, a mark of byte order and other names", () => {
		const [quoted] = parse("\ufeffMSISDN,IP", '"+44 7900 000001", "10.0.0.1" ');
		expect(quoted).toMatchObject({
			number: "+447900000001",
			address: "10.0.0.1",
		});
		expect(parse("imsi;address", "234150;10.0.0.1")).toHaveLength(1);
		expect(parse("imsi\taddress", "234150\t10.0.0.1")).toHaveLength(1);
		expect(parse("imsi,address", "234150,10.0.0.1,")).toHaveLength(1);
		expect(parseIdentities("imsi,address\r\n", "a.csv")).toEqual([]);
	});

	it.each([
		[["number,imsi"], "a.csv:1:1: no column address"],
		[["address,from"], "a.csv:1:1: neither a column number nor imsi"],
		[["address,imsi,ip"], "a.csv:1:14: a second column ip"],
		[[""], "a.csv:1:1: nothing in it"],
		[["nummer,adresse"], "a.csv:1:1: no address"],
		[["imsi,address", "", "1,10.0.0.1"], "a.csv:3:1: 1 is no IMSI"],
		[
			["number,address", "+4479,10.0.0.256"],
			"a.csv:2:7: 10.0.0.256 is no address or prefix",
		],
		[["number,address", "+4479,"], "a.csv:2:1: no address"],
		[["number,address", "alice,10.0.0.1"], "a.csv:2:1: alice is no telephone"],
		[["number,address", ",10.0.0.1"], "a.csv:2:1: neither number nor imsi"],
		[
			["number,address,from", "4479,10.0.0.1,yesterday"],
			"a.csv:2:15: yesterday is no time",
		],
		[
			["number,address,from", "4479,10.0.0.1,2023-13-01"],
			"a.csv:2:15: 2023-13-01 is no time",
		],
		[
			["number,address,from,to", "4479,10.0.0.1,5,5"],
			"a.csv:2:17: to is not after from",
		],
		[["number,address", "1,2,3"], "a.csv:2:5: 3 fields, and 2 columns"],
		[["number,address", '"1,2'], "a.csv:2:1: quotes are open"],
		[["number,address", '"123"4,10.0.0.1'], "a.csv:2:6: expected ,"],
	])("tells where it is wrong: %j", (lines, message) => {
		expect(() => parse(...lines)).toThrow(UsageError);
		expect(() => parse(...lines)).toThrow(message);
	});

	it("throws nothing else, whatever it holds", () => {
		const line = fc.string({ unit: fc.constantFrom(...'1a,;"\t:./ -+T\n#') });
		fc.assert(
			fc.property(line, (text) => {
				try {
					parseIdentities(`number,address,from\n${text}`, "x");
				} catch (error) {
					expect(error).toBeInstanceOf(UsageError);
				}
			}),
		);
	});
});
