-- Stands before every script. ARGV[1] is the root of all keys of one shard, with its hash tag; ARGV[2] is the real
-- clock in ms, or empty for the clock of Redis, which is one clock for all machines.
-- Keys: <root><partition>|<name> for what a partition holds, <root>|<name> for what the shard knows of its partitions.
-- Names: k set of the names below, r records, m marks, q:<queue> order of rows, v:<queue> values of rows,
-- i:<index>, l:<log>, b:<blob>. Of the shard: parts, expiry, marks, blobs, ready:<queue>, leased:<queue>, held:<queue>.
local root = ARGV[1]
local clock = tonumber(ARGV[2])
if not clock then
  local time = redis.call('TIME')
  clock = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function key(partition, name) return root .. partition .. '|' .. name end
local function shard(name) return root .. '|' .. name end
local function ms(number) return string.format('%.0f', number) end

local function keep(partition, name)
  if redis.call('SADD', key(partition, 'k'), name) == 1 then
    redis.call('ZADD', shard('parts'), 0, partition)
  end
end

local function is_leased(partition, queue)
  return redis.call('ZSCORE', shard('leased:' .. queue), partition)
end

local function holds(partition, queue, token)
  local ends = is_leased(partition, queue)
  return ends and tonumber(ends) > clock
    and redis.call('HGET', shard('held:' .. queue), partition) == token
end

local function unlease(partition, queue)
  redis.call('ZREM', shard('leased:' .. queue), partition)
  redis.call('HDEL', shard('held:' .. queue), partition)
end

-- A partition waits in `ready` by its earliest row, unless it is leased: then it is seen again when the lease ends.
-- Gives whether somebody may take it now; a second counts as now, as the clocks of machines differ a little.
local function settle(partition, queue)
  local head = redis.call('ZRANGE', key(partition, 'q:' .. queue), 0, 0, 'WITHSCORES')
  if head[2] and not is_leased(partition, queue) then
    redis.call('ZADD', shard('ready:' .. queue), head[2], partition)
    return tonumber(head[2]) <= clock + 1000
  end
  redis.call('ZREM', shard('ready:' .. queue), partition)
  return false
end

-- Tells every process in which shard there is work.
local function wake(queue)
  redis.call('PUBLISH', string.match(root, '^([^{]*)') .. 'wake:' .. queue, root)
end

-- Leases stay when a commit erases (its own is among them) and go when the partition itself goes.
local function drop(partition, with_leases)
  local names = redis.call('SMEMBERS', key(partition, 'k'))
  for _, name in ipairs(names) do
    redis.call('UNLINK', key(partition, name))
    local queue = string.match(name, '^q:(.*)$')
    local blob = string.match(name, '^b:(.*)$')
    if queue then redis.call('ZREM', shard('ready:' .. queue), partition) end
    if queue and with_leases then unlease(partition, queue) end
    if blob then redis.call('ZREM', shard('blobs'), partition .. '|' .. blob) end
  end
  redis.call('UNLINK', key(partition, 'k'))
  redis.call('ZREM', shard('parts'), partition)
  redis.call('ZREM', shard('expiry'), partition)
  redis.call('ZREM', shard('marks'), partition)
  for _, name in ipairs(names) do
    local queue = string.match(name, '^q:(.*)$')
    if queue and is_leased(partition, queue) then keep(partition, name) end
  end
end

-- Forgets a partition in which nothing is left. Most have records, so the first line is all that runs.
local function prune(partition)
  if redis.call('EXISTS', key(partition, 'r')) == 1 then return end
  for _, name in ipairs(redis.call('SMEMBERS', key(partition, 'k'))) do
    if redis.call('EXISTS', key(partition, name)) == 1 then return end
    local queue = string.match(name, '^q:(.*)$')
    if queue and is_leased(partition, queue) then return end
  end
  drop(partition, true)
end

-- Rows of a queue as id, at, value, id, at, value ...
local function rows(partition, queue, upto, limit)
  local found = redis.call('ZRANGEBYSCORE', key(partition, 'q:' .. queue), '-inf', upto, 'WITHSCORES', 'LIMIT', 0, limit)
  local out = {}
  for place = 1, #found, 2 do
    out[#out + 1] = found[place]
    out[#out + 1] = found[place + 1]
    out[#out + 1] = redis.call('HGET', key(partition, 'v:' .. queue), found[place])
  end
  return out
end

-- Records whose key starts with a prefix, as key, value, key, value ...
local function like(partition, prefix)
  local out = {}
  for _, name in ipairs(redis.call('HKEYS', key(partition, 'r'))) do
    if string.sub(name, 1, #prefix) == prefix then
      out[#out + 1] = name
      out[#out + 1] = redis.call('HGET', key(partition, 'r'), name)
    end
  end
  return out
end
