import ts from "typescript";
import { describe, expect, it } from "vitest";
import {
	findCycles,
	type Import,
	importsOf,
	lengthOf,
	lineOf,
	readSources,
	type SourceFile,
	visit,
} from "./source.js";

const SOURCES = readSources("src");
const ASSEMBLY = readSources("assembly");
const ALL = [...SOURCES, ...ASSEMBLY];
const IMPORTS = ALL.flatMap(importsOf);

/**
 * Which rooms a room may import values from; types may come from anywhere but reports and programs. Data moves down
 * this list, imports point up. Files directly in `src` are rooms of their own name; `record`, `problem`, `error`,
 * `results`, `shape` and `uid` are open to everybody.
 */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
	record: [],
	problem: [],
	error: [],
	results: ["record"],
	shape: [],
	uid: [],
	wasm: [],
	flow: ["wasm"],
	frame: ["wasm", "flow"],
	capture: ["wasm", "flow", "frame"],
	tcp: ["wasm", "flow"],
	tls: ["flow", "tcp"],
	http: ["wasm", "flow", "tcp", "pack"],
	wap: ["wasm", "flow"],
	mms: ["wasm", "wap"],
	subscriber: ["flow", "frame"],
	exchange: ["wasm", "flow", "tcp", "tls", "http", "wap", "mms"],
	pack: [],
	transaction: ["flow", "mms", "pack", "subscriber", "wap"],
	limits: [
		"capture",
		"flow",
		"http",
		"parts",
		"wap",
		"exchange",
		"subscriber",
		"transaction",
	],
	pipeline: [
		"subscriber",
		"flow",
		"wasm",
		"frame",
		"tcp",
		"tls",
		"http",
		"wap",
		"mms",
		"exchange",
		"limits",
	],
	stage: ["transaction", "subscriber"],
	previews: [],
	meter: [],
	filter: ["mms", "transaction"],
	parts: [],
	statistics: ["filter", "transaction"],
	run: ["previews", "meter", "wasm", "capture", "filter", "limits", "pipeline"],
	analyze: ["wasm", "mms", "run", "stage"],
	extract: [
		"pipeline",
		"wasm",
		"capture",
		"tcp",
		"wap",
		"mms",
		"transaction",
		"filter",
		"limits",
		"run",
		"analyze",
	],
	identities: ["subscriber"],
	correlation: ["limits", "run", "stage"],
	parallel: ["filter", "limits", "meter", "run", "stage"],
	index: [
		"correlation",
		"extract",
		"analyze",
		"capture",
		"filter",
		"identities",
		"limits",
		"mms",
		"parallel",
		"parts",
		"statistics",
	],
	worker: ["analyze", "parallel", "run", "stage"],
	node: ["index", "analyze", "capture", "mms", "parallel"],
	report: ["filter", "mms", "wap"],
	cli: [
		"identities",
		"correlation",
		"report",
		"node",
		"index",
		"capture",
		"filter",
		"parts",
		"statistics",
		"transaction",
		"mms",
	],
};
const OPEN = ["record", "problem", "error", "results", "shape", "uid"];
const PROGRAMS = ["report", "cli", "node"];

/** Packages by the rooms that may use them; the rest of the project uses none. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
	"@assemblyscript/loader": ["wasm"],
	"cli-table3": ["report"],
	"csv-stringify/sync": ["report"],
	picocolors: ["report"],
	commander: ["cli"],
	"cli-progress": ["cli"],
};

/** Rooms that read octets from the network: what they find is data, never an exception. */
const DECODING = [
	"flow",
	"frame",
	"tcp",
	"tls",
	"http",
	"wap",
	"mms",
	"exchange",
	"subscriber",
];

/** Files and functions over the budget, each with its reason. */
const LONG_FILES: Readonly<Record<string, string>> = {
	"src/mms/names.ts": "tables of codes and names",
	"src/record.ts": "the types of all records",
	"src/transaction/reasons.ts": "table of reasons",
	"src/wasm/layout.ts": "the layout of the shared memory",
};
const LONG_FUNCTIONS: Readonly<Record<string, string>> = {};

function roomOf(path: string): string {
	const [, room = ""] = path.split("/");
	return room.replace(/\.ts$/, "");
}

function isInside(path: string, folder: string): boolean {
	return path.startsWith(`${folder}/`);
}

function describeImport({ from, to }: Import): string {
	return `${from} imports ${to}`;
}

describe("imports", () => {
	it("have no cycles", () => {
		expect(findCycles(IMPORTS)).toEqual([]);
	});

	it("go only between rooms that may know each other", () => {
		const wrong = IMPORTS.filter(({ from, to, isRelative, isTypeOnly }) => {
			if (!isRelative || !isInside(from, "src")) return false;
			const [here, there] = [roomOf(from), roomOf(to)];
			if (here === there || OPEN.includes(there)) return false;
			if (isTypeOnly && !PROGRAMS.includes(there)) return false;
			return !ROOMS[here]?.includes(there);
		});
		expect(wrong.map(describeImport)).toEqual([]);
	});

	it("keep the two compilers apart, but for the memory layout and the status codes", () => {
		const shared = [
			"src/wasm/headlayout.ts",
			"src/wasm/layout.ts",
			"src/wasm/status.ts",
			"src/wasm/token.ts",
		];
		const wrong = IMPORTS.filter(
			({ from, to }) =>
				(isInside(from, "assembly") &&
					!isInside(to, "assembly") &&
					!shared.includes(to)) ||
				(isInside(from, "src") && isInside(to, "assembly")),
		);
		expect(wrong.map(describeImport)).toEqual([]);
	});

	it("use packages only where they belong", () => {
		const wrong = IMPORTS.filter(({ from, to, isRelative }) => {
			if (isRelative) return false;
			const room = roomOf(from);
			if (to.startsWith("node:")) return room !== "node" && room !== "cli";
			return !PACKAGES[to]?.includes(room);
		});
		expect(wrong.map(describeImport)).toEqual([]);
	});

	it("name every room", () => {
		const rooms = new Set(SOURCES.map(({ path }) => roomOf(path)));
		expect([...rooms].filter((room) => !(room in ROOMS))).toEqual([]);
	});
});

describe("code", () => {
	it("needs nothing of Node outside the command line and the Node entry", () => {
		const wrong = SOURCES.filter(
			({ path }) => !["cli", "node"].includes(roomOf(path)),
		).flatMap((file) => globalsUsed(file, ["Buffer", "process", "require"]));
		expect(wrong).toEqual([]);
	});

	it("writes to the console nowhere", () => {
		expect(SOURCES.flatMap((file) => globalsUsed(file, ["console"]))).toEqual(
			[],
		);
	});

	it("throws nothing where octets from the network are read", () => {
		const rooms = ALL.filter(
			({ path }) =>
				isInside(path, "assembly") || DECODING.includes(roomOf(path)),
		);
		const wrong: string[] = [];
		for (const file of rooms)
			visit(file.tree, (node) => {
				if (ts.isThrowStatement(node))
					wrong.push(`${file.path}:${lineOf(file, node)}`);
			});
		expect(wrong).toEqual([]);
	});

	it("has no file over 500 lines", () => {
		const long = ALL.map((file) => ({
			path: file.path,
			lines: file.text.split("\n").length - 1,
		}))
			.filter(({ path, lines }) => lines > 500 && !(path in LONG_FILES))
			.map(({ path, lines }) => `${path}: ${lines} lines`);
		expect(long).toEqual([]);
	});

	it("has no function over 60 lines", () => {
		const long = ALL.flatMap((file) =>
			functionsOf(file)
				.filter(({ name, lines }) => lines > 60 && !(name in LONG_FUNCTIONS))
				.map(({ name, lines }) => `${name}: ${lines} lines`),
		);
		expect(long).toEqual([]);
	});
});

describe("finding cycles", () => {
	const edge = (from: string, to: string, isTypeOnly = false): Import => ({
		from,
		to,
		isRelative: true,
		isTypeOnly,
	});

	it("finds one", () => {
		expect(
			findCycles([edge("a", "b"), edge("b", "c"), edge("c", "a")]),
		).toEqual([["a", "b", "c", "a"]]);
	});

	it("does not count types", () => {
		expect(findCycles([edge("a", "b"), edge("b", "a", true)])).toEqual([]);
	});
});

function globalsUsed(file: SourceFile, names: readonly string[]): string[] {
	const found: string[] = [];
	visit(file.tree, (node) => {
		if (!ts.isIdentifier(node) || !names.includes(node.text)) return;
		const { parent } = node;
		if (ts.isPropertyAccessExpression(parent) && parent.name === node) return;
		if (
			(ts.isMethodDeclaration(parent) ||
				ts.isPropertyAssignment(parent) ||
				ts.isPropertySignature(parent)) &&
			parent.name === node
		)
			return;
		found.push(`${file.path}:${lineOf(file, node)} ${node.text}`);
	});
	return found;
}

function functionsOf(file: SourceFile): { name: string; lines: number }[] {
	const functions: { name: string; lines: number }[] = [];
	visit(file.tree, (node) => {
		if (!ts.isFunctionLike(node) || !("body" in node) || !node.body) return;
		const name =
			node.name && "getText" in node.name ? node.name.getText() : "?";
		functions.push({
			name: `${file.path} ${name}`,
			lines: lengthOf(file, node),
		});
	});
	return functions;
}
