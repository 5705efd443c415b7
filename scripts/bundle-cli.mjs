// Puts the command line and the library into one script, and what loads it into another: node opens and links about
// 150 modules otherwise, which takes longer than the analysis of a small capture. The library stays one module per file.
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const common = {
	bundle: true,
	platform: "node",
	target: "node20",
	charset: "ascii",
	logLevel: "warning",
};

// A script, because V8 keeps what it compiled of scripts (src/cli/load.ts).
const {
	outputFiles: [program],
} = await build({
	...common,
	entryPoints: ["src/cli/bundled.ts"],
	write: false,
	format: "cjs",
	define: { "import.meta.url": "programUrl" },
	// A third less to read, and for functions that are compiled late. Names stay: errors of ours show them.
	minifySyntax: true,
	minifyWhitespace: true,
	lineLimit: 120,
});
const hash = createHash("sha256").update(program.contents).digest("hex");
const file = `main-${hash.slice(0, 16)}.cjs`;
rmSync("dist/program", { recursive: true, force: true });
mkdirSync("dist/program", { recursive: true });
writeFileSync(`dist/program/${file}`, program.contents);

// What loads it: the command line, and its further threads.
await build({
	...common,
	entryPoints: [
		{ in: "src/cli.ts", out: "cli" },
		{ in: "src/cli/worker.ts", out: "program/worker" },
	],
	outdir: "dist",
	format: "esm",
	define: { PROGRAM_FILE: JSON.stringify(file) },
});

// The browser's worker is one file, because names of packages mean nothing to a worker that no bundler has made.
await build({
	...common,
	platform: "browser",
	target: "es2022",
	entryPoints: ["src/worker.ts"],
	outfile: "dist/worker.js",
	format: "esm",
	minifySyntax: true,
	minifyWhitespace: true,
});
