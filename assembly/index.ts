// The whole ABI on one screen: exported functions only.
export { version } from "./version";
export { looksLikeWsp } from "./wap/wsp";
export { decodeWtp, looksLikeWtp } from "./wap/wtp";
