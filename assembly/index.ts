// The whole ABI on one screen: exported functions only.
export { version } from "./version";
