import type { HttpConnection, HttpMessage } from "./message.js";

const ABSOLUTE = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?/;
/** URLs that have this form already, as most have. */
const NORMAL = /^http:\/\/[a-z0-9.-]+(?::(?!80\/)\d+)?\/[^%#\s]*$/;
const DEFAULT_PORTS: Readonly<Record<string, string>> = {
	http: "80",
	https: "443",
};

/**
 * Absolute URL of a request (RFC 9112 3.3): as sent in absolute form (proxies), else scheme http, the Host field and the
 * target. Without a Host field the address of the server takes its place. Undefined: CONNECT, or no request.
 */
export function requestUrl(
	message: HttpMessage,
	connection: HttpConnection,
): string | undefined {
	const { target, method } = message;
	if (target === undefined || method === "CONNECT") return undefined;
	const isPath = target.charCodeAt(0) === 0x2f;
	if (!isPath && ABSOLUTE.test(target)) return target;
	const host = message.host || hostOf(connection);
	if (isPath) return `http://${host}${target}`;
	return target === "*" ? `http://${host}` : `http://${host}/${target}`;
}

function hostOf({ server, serverPort, family }: HttpConnection): string {
	const address = family === 6 ? `[${server}]` : server;
	return serverPort === 80 ? address : `${address}:${serverPort}`;
}

/**
 * The form in which URLs are compared (SPEC 9.1, RFC 3986 6.2.2): scheme and host in lower case, default port and fragment
 * removed, percent escapes in upper case, escaped unreserved characters as themselves, an empty path as `/`. Text that
 * is no absolute URL keeps everything but its fragment and its escapes.
 */
export function normalizeUrl(url: string): string {
	if (NORMAL.test(url)) return url;
	const text = url.trim();
	const parts = ABSOLUTE.exec(text);
	if (!parts) return normalizeEscapes(text.replace(/#.*$/s, ""));
	const scheme = parts[1]!.toLowerCase();
	const authority = normalizeAuthority(parts[2]!, scheme);
	const path = normalizeEscapes(parts[3] || "/");
	return `${scheme}://${authority}${path}${normalizeEscapes(parts[4] ?? "")}`;
}

function normalizeAuthority(authority: string, scheme: string): string {
	const at = authority.lastIndexOf("@") + 1;
	const host = normalizeEscapes(authority.slice(at)).toLowerCase();
	const port = /:(\d*)$/.exec(host);
	const isDefault =
		port && (port[1] === "" || port[1] === DEFAULT_PORTS[scheme]);
	const shown = isDefault ? host.slice(0, port.index) : host;
	return authority.slice(0, at) + shown;
}

function normalizeEscapes(text: string): string {
	return text.replace(/%([0-9A-Fa-f]{2})/g, (escaped, digits: string) => {
		const character = String.fromCharCode(Number.parseInt(digits, 16));
		return /[A-Za-z0-9._~-]/.test(character)
			? character
			: escaped.toUpperCase();
	});
}
