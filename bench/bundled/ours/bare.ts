// The least that a Worker can be: what is left of a first request when nothing of ours is in it.
export default {
  fetch(): Response {
    return new Response()
  },
}
