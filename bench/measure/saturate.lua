-- Sends one token after the other, as fast as the server takes them. Arguments: file of tokens, order (cycle or random), index of the first.
local requests, index, random = {}, 0, false

function init(args)
  random = args[2] == "random"
  index = tonumber(args[3])
  math.randomseed(1)
  for token in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", nil, { ["Authorization"] = "Bearer " .. token })
  end
end

function request()
  if random then return requests[math.random(#requests)] end
  index = index % #requests + 1
  return requests[index]
end

function done(summary)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"micros":%d,"refused":%d,"broken":%d}',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
