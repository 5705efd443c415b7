import { describe, expect, it } from "vitest";
import { createProgram } from "../../../src/cli/program.js";
import { commandFirst } from "../../../src/cli/words.js";

const program = createProgram(
	{
		words: [],
		version: "0",
		loadLibrary: () => Promise.reject(new Error("not needed")),
	},
	() => {},
);

describe("the command", () => {
	it.each([
		["pdus -q x", "pdus -q x"],
		["-q pdus x", "pdus -q x"],
		["-f json pdus x", "pdus -f json x"],
		["-fjson pdus x", "pdus -fjson x"],
		["--format json --quiet http x", "http --format json --quiet x"],
		["--format=json http x", "http --format=json x"],
		["-qf json http x", "http -qf json x"],
		["-Y pdus x", "-Y pdus x"],
		["--number pdus exchanges x", "exchanges --number pdus x"],
		["x pdus", "x pdus"],
		["- pdus", "- pdus"],
		["-- pdus", "-- pdus"],
		["-h pdus", "pdus -h"],
		["--nonsense pdus", "pdus --nonsense"],
		["--stats x", "--stats=table x"],
		["--stats pdus x", "pdus --stats=table x"],
		["--stats=json pdus x", "pdus --stats=json x"],
		["x -- --stats", "x -- --stats"],
		["-q", "-q"],
		["", ""],
	])("%s is %s", (words, expected) => {
		const split = (text: string) => text.split(" ").filter(Boolean);
		expect(commandFirst(split(words), program)).toEqual(split(expected));
	});
});
