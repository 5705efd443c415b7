import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyze, type Message } from "../src/index.js";

const ROOT = new URL("..", import.meta.url).pathname;
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(
	(path) => existsSync(path),
);
const CAPTURE = join(ROOT, "examples/mms.pcapng");

const TYPES: Readonly<Record<string, string>> = {
	".html": "text/html",
	".js": "text/javascript",
};

// What runs in the page and in the worker: one analysis of each kind of source.
const ANALYSIS = `
	const { analyze } = await import("/dist/index.js");
	const octets = await (await fetch("/examples/mms.pcapng")).arrayBuffer();
	const sources = {
		file: new File([octets], "mms.pcapng"),
		blob: new Blob([octets]),
		stream: new Response(octets).body,
		buffer: octets,
	};
	const found = {};
	for (const [kind, source] of Object.entries(sources)) {
		found[kind] = [];
		for await (const message of analyze(source)) found[kind].push(message);
	}
`;

const PAGES: Readonly<Record<string, string>> = {
	"/": "<!doctype html><title>mmstrace</title>",
	"/worker.js": `${ANALYSIS}\npostMessage(found);`,
};

describe.skipIf(!CHROMIUM)(
	`in a browser${CHROMIUM ? "" : " (skipped: no Chromium on this machine)"}`,
	() => {
		let server: Server;
		let browser: Browser;
		let page: Page;
		let expected: Record<string, unknown>;

		beforeAll(async () => {
			server = serve();
			browser = await chromium.launch({
				executablePath: CHROMIUM as string,
				args: ["--no-sandbox"],
			});
			page = await browser.newPage();
			const { port } = server.address() as AddressInfo;
			await page.goto(`http://127.0.0.1:${port}/`);
			const messages = await analyze(readFileSync(CAPTURE)).toArray();
			expect(messages.length).toBeGreaterThan(3);
			expected = {
				file: messages,
				blob: messages,
				stream: messages,
				buffer: messages,
			};
		});

		afterAll(async () => {
			await browser?.close();
			server?.close();
		});

		it("a page finds the same messages as Node", async () => {
			const found = await page.evaluate(
				`(async () => { ${ANALYSIS} return found; })()`,
			);
			expect(found).toEqual(expected);
		});

		it("a worker finds the same messages as Node", async () => {
			const found = await page.evaluate(`new Promise((resolve, reject) => {
				const worker = new Worker("/worker.js", { type: "module" });
				worker.onmessage = ({ data }) => resolve(data);
				worker.onerror = (event) => reject(new Error(event.message));
			})`);
			expect(found).toEqual(expected);
		});

		it("a page asks the worker of the package, and gets the same", async () => {
			const found = await page.evaluate(`(async () => {
				const { inWorker } = await import("/dist/index.js");
				const { analyze, info, pdus } = inWorker(
					() => new Worker("/dist/worker.js", { type: "module" }),
				);
				const octets = await (await fetch("/examples/mms.pcapng")).arrayBuffer();
				const file = new File([octets], "mms.pcapng");
				const found = {};
				found.file = await analyze(file).toArray();
				found.blob = await analyze([new Blob([octets])]).toArray();
				found.stream = await analyze(new Response(octets).body).toArray();
				found.buffer = await analyze(octets).toArray();
				const few = analyze(file, { filter: 'verdict == "failed"' });
				const failed = await few.toArray();
				const { packets, hidden } = await few.summary;
				const { captures } = await info(file);
				const error = await pdus(new Blob(["no"])).toArray().catch(String);
				return { found, failed, packets, hidden, captures, error };
			})()`);
			const failed = (expected.file as Message[]).filter(
				({ verdict }) => verdict === "failed",
			);
			expect(found).toEqual({
				found: expected,
				failed,
				packets: 249,
				hidden: (expected.file as Message[]).length - failed.length,
				captures: [expect.objectContaining({ file: "mms.pcapng" })],
				error: expect.stringContaining("CaptureError: blob"),
			});
		});
	},
);

/** Serves the built package; names of packages become paths, as a bundler would make them. */
function serve(): Server {
	const server = createServer((request, response) => {
		const path = new URL(request.url ?? "/", "http://localhost").pathname;
		const type = TYPES[extname(path)] ?? TYPES[".html"];
		const body = PAGES[path] ?? fileOf(path);
		if (body === undefined) {
			response.writeHead(404).end();
			return;
		}
		response.writeHead(200, {
			"content-type":
				extname(path) === ".pcapng" ? "application/octet-stream" : type,
		});
		response.end(extname(path) === ".js" ? withPaths(String(body)) : body);
	});
	return server.listen(0, "127.0.0.1");
}

function fileOf(path: string): Buffer | undefined {
	const file = normalize(join(ROOT, path));
	if (!file.startsWith(ROOT) || !existsSync(file)) return undefined;
	return readFileSync(file);
}

function withPaths(script: string): string {
	return script.replaceAll(
		'"@assemblyscript/loader"',
		'"/node_modules/@assemblyscript/loader/index.js"',
	);
}
