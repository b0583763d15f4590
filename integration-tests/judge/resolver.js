// Lets the files of the checkout find the packages that are installed here, never its own, and its providers without a build.
const path = require("node:path")

const checkout = process.env.MEDUSA_CHECKOUT
const ours = path.resolve(__dirname, "../..")

const isInside = (directory) => !path.relative(checkout, directory).startsWith("..")
const isPackage = (request) => !request.startsWith(".") && !path.isAbsolute(request)

module.exports = (request, options) => {
  if (request === "ulid" && options.basedir !== __dirname) {
    return path.join(__dirname, "rising-ids.js")
  }
  if (!isInside(options.basedir)) {
    return options.defaultResolver(request, options)
  }
  if (isPackage(request)) {
    return options.defaultResolver(request, { ...options, basedir: ours })
  }
  // Their config names the providers of their shop as their build leaves them.
  return options.defaultResolver(request.replace(/^\.\/dist\//, "./src/"), options)
}
