import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Variant } from "./capture.js";
import type { Material } from "./material.js";
import { cli, root } from "./scratch.js";

/** One line of the table: a program on the capture, or on the same traffic in other clothes. */
export interface Row {
	name: string;
	variant?: Variant;
	/** The pages of the capture are dropped from the cache before each run. */
	cold?: true;
	/** Slow ones have rounds of their own (`--tshark-rounds`). */
	slow?: true;
	program: (material: Material) => string[];
}

const NODE = process.execPath;
const READ_ONLY = fileURLToPath(new URL("readonly.mjs", import.meta.url));
const SHARED = process.env.MMSTRACE_CORPUS ?? join(root, "../shared");
const MATE = join(SHARED, "mate/mms-4.0.mate");

/** Every row that this machine and this build can measure; what they cannot is told to `skip`. */
export function allRows(skip: (name: string, why: string) => void): Row[] {
	return [
		...commandRows(),
		...sameTraffic(),
		...coldRows(skip),
		...others().filter(({ name, program, needs }) => {
			const missing = needs.find((path) => !isThere(path));
			if (missing) skip(name, `${missing} is missing`);
			return !missing && program !== undefined;
		}),
	];
}

/** Start of the program, and a capture that is small. */
export const START_ROWS: readonly Row[] = [
	{ name: "node -e 0", program: () => [NODE, "-e", "0"] },
	{ name: "mmstrace --version", program: () => [NODE, cli, "--version"] },
	{
		name: "mmstrace analyze",
		program: (material) => [...mmstrace("analyze"), ...material.files()],
	},
];

/** One row for one thread and one for all cores, of commands that know them. */
function threadsOf(command: string): [suffix: string, options: string[]][] {
	const { stdout } = spawnSync(NODE, [cli, command, "--help"], {
		encoding: "utf8",
	});
	if (!/--threads\b/.test(stdout)) return [["", []]];
	return [
		[", one thread", ["--threads", "1"]],
		[", all cores", ["--threads", String(availableParallelism())]],
	];
}

function mmstrace(command: string, ...options: string[]): string[] {
	const ndjson = ["--format", "ndjson"];
	return [NODE, cli, command, "-q", ...ndjson, ...options];
}

function commandRows(): Row[] {
	const rows: Row[] = [];
	for (const command of ["analyze", "pdus", "exchanges", "http", "info"]) {
		for (const [suffix, options] of threadsOf(command)) {
			rows.push({
				name: `mmstrace ${command}${suffix}`,
				program: (material) => [
					...mmstrace(command, ...options),
					...material.files(),
				],
			});
		}
	}
	return [...rows, ...commandsWithMore()];
}

/** Commands that want more than a capture. */
function commandsWithMore(): Row[] {
	const into = (material: Material, name: string): string =>
		join(material.folder, name);
	return [
		{
			name: "mmstrace analyze --summary",
			program: (material) => [
				...mmstrace("analyze", "--summary"),
				...material.files(),
			],
		},
		{
			name: "mmstrace extract --number",
			program: (material) => [
				...[NODE, cli, "extract", "-q", "--number", material.known.number],
				...["-w", into(material, "extracted.pcapng"), ...material.files()],
			],
		},
		{
			name: "mmstrace show",
			program: (material) => [
				...[NODE, cli, "show", "-q", material.known.uid, ...material.files()],
			],
		},
		{
			name: "mmstrace parts --number",
			program: (material) => [
				...[NODE, cli, "parts", "-q", "--force"],
				...["--number", material.known.number],
				...["-o", into(material, "parts"), ...material.files()],
			],
		},
		{
			name: "mmstrace correlate",
			program: (material) => [
				...mmstrace("correlate"),
				// Without a capture: the exchanges of one, in lines.
				material.exchanges(),
			],
		},
	];
}

const CLOTHES: [Variant, string][] = [
	["vlan", "in VLANs"],
	["ipv6", "over IPv6"],
	["pcapng", "pcapng"],
	["rotated", "100 .gz files"],
];

function sameTraffic(): Row[] {
	const rows = CLOTHES.flatMap(([variant, name]) =>
		threadsOf("analyze").map(([suffix, options]) => ({
			name: `mmstrace analyze${suffix}, ${name}`,
			variant,
			program: (material: Material) => [
				...mmstrace("analyze", ...options),
				...material.files(variant),
			],
		})),
	);
	const unpack: Row = {
		name: "gzip -dc, 100 .gz files",
		variant: "rotated",
		program: (material) => ["gzip", "-dc", ...material.files("rotated")],
	};
	return [...rows, unpack];
}

function coldRows(skip: (name: string, why: string) => void): Row[] {
	if (!isThere("fincore") || !isThere("dd")) {
		skip("cold cache", "needs dd and fincore to drop pages and to see it");
		return [];
	}
	const analyses: Row[] = threadsOf("analyze").map(([suffix, options]) => ({
		name: `mmstrace analyze${suffix}, cold cache`,
		cold: true,
		program: (material) => [
			...mmstrace("analyze", ...options),
			...material.files(),
		],
	}));
	const cat: Row = {
		name: "cat, cold cache",
		cold: true,
		program: (material) => ["cat", ...material.files()],
	};
	return [...analyses, cat];
}

function others(): (Row & { needs: string[] })[] {
	return [
		{
			name: "capinfos",
			needs: ["capinfos"],
			program: (material) => ["capinfos", ...material.files()],
		},
		{
			name: "capinfos, no hashes",
			needs: ["capinfos"],
			program: (material) => [
				...["capinfos", "-tEIFkcsdluaeoSyizxnD"],
				...material.files(),
			],
		},
		{
			name: "tshark with MATE",
			needs: ["tshark", MATE],
			slow: true,
			program: (material) => [
				...["tshark", "-n", "-r", ...material.files()],
				...["-o", `mate.config:${MATE}`, "-Y", "mate"],
				...["-T", "fields", "-e", "mate.mms"],
			],
		},
		{
			name: "tshark -Y mmse",
			needs: ["tshark"],
			slow: true,
			program: (material) => [
				...["tshark", "-n", "-r", ...material.files()],
				...["-Y", "mmse", "-T", "fields", "-e", "mmse.message_type"],
			],
		},
		{
			name: "cat",
			needs: [],
			program: (material) => ["cat", ...material.files()],
		},
		{
			name: "R",
			needs: [],
			program: (material) => [NODE, READ_ONLY, ...material.files()],
		},
	];
}

/** A file, or a program of the path. */
function isThere(path: string): boolean {
	if (path.includes("/")) return existsSync(path);
	return spawnSync("sh", ["-c", `command -v ${path}`]).status === 0;
}
