import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { importsOf, readSources } from "./source.js";

const ROOT = new URL("..", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));

// The compiled core is part of every download of the library.
const WASM_GZIP_BUDGET = 48 * 1024;

describe("package", () => {
	it("exports the library, its Node form, its worker and the schema, and no more", () => {
		expect(manifest.exports).toEqual({
			".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
			"./node": { types: "./dist/node.d.ts", default: "./dist/node.js" },
			"./worker": {
				types: "./dist/worker.d.ts",
				default: "./dist/worker.js",
			},
			"./schema.json": "./schema/mmstrace-1.schema.json",
			"./package.json": "./package.json",
		});
		expect(manifest.bin).toEqual({ mmstrace: "dist/cli.js" });
		expect(manifest.type).toBe("module");
		expect(manifest.engines).toEqual({ node: ">=20" });
		expect(manifest.sideEffects).toEqual(["./dist/worker.js"]);
	});

	it("pins every version", () => {
		const versions = Object.entries<string>({
			...manifest.dependencies,
			...manifest.devDependencies,
		});
		const loose = versions.filter(
			([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
		);
		expect(loose).toEqual([]);
	});

	it("has one runtime dependency behind the library", () => {
		const sources = readSources("src");
		const imports = sources.flatMap(importsOf);
		const reached = new Set<string>();
		const packages = new Set<string>();
		const follow = (path: string) => {
			if (reached.has(path)) return;
			reached.add(path);
			for (const { from, to, isRelative, isTypeOnly } of imports)
				if (from === path && !isTypeOnly)
					isRelative ? follow(to) : packages.add(to);
		};
		follow("src/index.ts");
		expect([...packages]).toEqual(["@assemblyscript/loader"]);
	});

	it("uses what it depends on", () => {
		const used = new Set(
			readSources("src")
				.flatMap(importsOf)
				.map(({ to }) => /^(@[^/]+\/)?[^/]+/.exec(to)?.[0]),
		);
		const idle = Object.keys(manifest.dependencies).filter(
			(name) => !used.has(name),
		);
		expect(idle).toEqual([]);
	});

	it.skipIf(!existsSync(`${ROOT}build/core.wasm`))(
		"keeps the WebAssembly small",
		() => {
			const size = gzipSync(readFileSync(`${ROOT}build/core.wasm`)).length;
			expect(size).toBeLessThan(WASM_GZIP_BUDGET);
		},
	);

	it("packs what runs, its documents and examples, and no sources or tests", () => {
		const [pack] = JSON.parse(
			execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
				cwd: ROOT,
				encoding: "utf8",
				stdio: ["ignore", "pipe", "ignore"],
			}),
		);
		const paths: string[] = pack.files.map(
			(file: { path: string }) => file.path,
		);
		for (const needed of [
			"LICENSE",
			"README.md",
			"CHANGELOG.md",
			"package.json",
			"schema/mmstrace-1.schema.json",
			"docs/commands.md",
		])
			expect(paths).toContain(needed);
		const allowed =
			/^(dist|docs|examples|schema)\/|^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/;
		expect(paths.filter((path) => !allowed.test(path))).toEqual([]);
	});
});
