import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exchanges } from "../../../src/analyze.js";
import { checkLine } from "../../../src/correlation/check.js";
import { pcap, scenario } from "../../builder/index.js";

const capture = pcap([...scenario({ seed: 4, messages: 30 })]);
const running = exchanges(capture);
const records = await running.toArray();
const summary = await running.summary;

describe("a line of exchanges", () => {
	it("is right when the first half wrote it", () => {
		for (const record of [...records, summary])
			expect(checkLine(record)).toBe(record);
	});

	it("may hold keys that are not known", () => {
		const line = { ...records[0], new: 1 };
		expect(checkLine(line)).toBe(line);
	});

	it.each([
		[42, "no JSON object"],
		[null, "no JSON object"],
		[[], "no JSON object"],
		[{ type: "message" }, 'type "message" is not of mmstrace exchanges'],
		[{}, "type is missing is not of mmstrace exchanges"],
		[{ ...records[0], uid: undefined }, "no uid"],
		[{ ...records[0], client: 7 }, "client is wrong"],
		[{ ...records[0], kind: "call" }, "kind is none of request, push, attempt"],
		[{ ...records[0], request: { frame: 1 } }, "no request.firstTime"],
		[{ ...records[0], request: 3 }, "request is wrong"],
		[{ ...summary, seen: {} }, "no seen.lastSecond"],
		[{ type: "identity", address: "10.0.0.1", source: "file" }, "no from"],
	])("is refused: %j", (value, fault) => {
		expect(checkLine(value)).toBe(fault);
	});

	it("never throws, whatever it holds", () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				expect(typeof checkLine(value)).toMatch(/string|object/);
			}),
		);
	});
});
