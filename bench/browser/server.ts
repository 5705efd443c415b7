import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { root } from "../scratch.js";

const PAGE = `<!doctype html><title>mmstrace</title><input type="file">
<script type="module" src="/bench/browser/page.js"></script>`;

/** Serves the page, its scripts and the built library; names of packages become paths, as a bundler would make them. */
export function serve(): Promise<Server> {
	const server = createServer((request, response) => {
		const path = new URL(request.url ?? "/", "http://localhost").pathname;
		if (path === "/") {
			response.writeHead(200, { "content-type": "text/html" }).end(PAGE);
			return;
		}
		const script = scriptOf(path);
		response.writeHead(script === undefined ? 404 : 200, {
			"content-type": "text/javascript",
		});
		response.end(script);
	});
	return new Promise((resolve) => {
		server.listen(0, "127.0.0.1", () => resolve(server));
	});
}

function scriptOf(path: string): string | undefined {
	const file = normalize(join(root, path));
	if (!file.startsWith(root) || extname(file) !== ".js") return undefined;
	try {
		return readFileSync(file, "utf8").replaceAll(
			'"@assemblyscript/loader"',
			'"/node_modules/@assemblyscript/loader/index.js"',
		);
	} catch {
		return undefined;
	}
}
