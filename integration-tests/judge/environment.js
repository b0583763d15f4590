// Where the suites run: Node, with errors that a worker can send. An axios error holds its request, and that holds the error
// again, so that a worker which tells of it dies, and the file's tests with it.
const { TestEnvironment } = require("jest-environment-node")

class PlainErrors extends TestEnvironment {
  handleTestEvent(event) {
    if (event.name === "test_done") {
      event.test.errors = event.test.errors.map((error) => (Array.isArray(error) ? error.map(plain) : plain(error)))
    }
  }
}

/** An error as its texts alone; what is none (a string that was thrown, or nothing) stays. */
function plain(error) {
  if (error === null || typeof error !== "object") {
    return error
  }
  const { name, message, stack } = error
  return Object.assign(new Error(message), { name, stack })
}

module.exports = PlainErrors
