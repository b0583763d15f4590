// Says in one sentence that Node.js is too old, before any file with newer syntax is read.
const [major, minor] = process.versions.node.split(".").map(Number)
const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22
if (!supported) {
  console.error(
    "This needs Node.js 20.19 or newer (or 22.12 or newer), and this is Node.js " + process.versions.node + ".",
  )
  process.exit(1)
}
