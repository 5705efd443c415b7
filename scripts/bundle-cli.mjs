// Puts the command line into a few files: node opens and links about 150 modules otherwise, which takes longer than
// the analysis of a small capture. The library stays one module per file.
import { build } from "esbuild";

await build({
	entryPoints: ["src/cli.ts"],
	outdir: "dist",
	chunkNames: "program/[name]-[hash]",
	bundle: true,
	splitting: true,
	format: "esm",
	platform: "node",
	target: "node20",
	// Some dependencies are CommonJS and ask for modules of Node.
	banner: {
		js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
	},
	logLevel: "warning",
});
