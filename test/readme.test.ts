import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exampleOutput } from "../scripts/docs.js";

const ROOT = new URL("..", import.meta.url).pathname;

interface Block {
	document: string;
	language: string;
	text: string;
}

function blocksOf(document: string): Block[] {
	const text = readFileSync(join(ROOT, document), "utf8");
	return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
		([, language = "", block = ""]) => ({ document, language, text: block }),
	);
}

const BLOCKS = [
	"README.md",
	"docs/commands.md",
	"docs/filters.md",
	"docs/library.md",
].flatMap(blocksOf);

function run(words: readonly string[], env: Record<string, string> = {}) {
	return spawnSync(process.execPath, words, {
		cwd: ROOT,
		encoding: "utf8",
		env: { ...process.env, ...env },
	});
}

// Lines of shell that call the program; installing is not for tests.
const CALLS = BLOCKS.filter(({ language }) => language === "sh").flatMap(
	({ document, text }) =>
		[...text.matchAll(/(?:^|&& )(?:npx )?(mmstrace .*)$/gm)].map(
			([, call = ""]): [string, string] => [document, call],
		),
);

describe("examples for the shell", () => {
	it.each(CALLS)("%s: %s", (_, call) => {
		const { status, stderr } = run([
			"dist/cli.js",
			...call.split(" ").slice(1),
		]);
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
	});

	it("are there", () => {
		expect(CALLS.length).toBeGreaterThan(7);
	});
});

const PROGRAMS = BLOCKS.filter(
	({ language, text }) => language === "js" && text.includes("mmstrace/node"),
).map(({ document, text }): [string, string] => [document, text]);

describe("examples in JavaScript", () => {
	it.each(PROGRAMS)("%s\n%s", (_, text) => {
		const { status, stdout, stderr } = run([
			"--input-type=module",
			"--eval",
			text,
		]);
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		expect(stdout).not.toBe("");
	});
});

describe("README", () => {
	it("shows what the program prints (npm run docs)", () => {
		const shown = BLOCKS.find(({ language }) => language === "text");
		expect(shown?.text).toBe(exampleOutput());
	});

	it("links to documents that exist", () => {
		const text = readFileSync(join(ROOT, "README.md"), "utf8");
		const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, to]) => to);
		expect(links.length).toBeGreaterThan(5);
		expect(links.filter((to) => !existsSync(join(ROOT, to as string)))).toEqual(
			[],
		);
	});
});
