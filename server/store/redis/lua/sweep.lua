-- ARGV[3] now, [4] how many of each kind at most in this call -> how many went
local now, limit = ARGV[3], ARGV[4]
local gone = 0

for _, partition in ipairs(redis.call('ZRANGEBYSCORE', shard('expiry'), '-inf', now, 'LIMIT', 0, limit)) do
  drop(partition, true)
  redis.call('ZREM', shard('expiry'), partition)
  gone = gone + 1
end

for _, place in ipairs(redis.call('ZRANGEBYSCORE', shard('blobs'), '-inf', now, 'LIMIT', 0, limit)) do
  local partition, id = string.match(place, '^([^|]*)|(.*)$')
  redis.call('UNLINK', key(partition, 'b:' .. id))
  redis.call('SREM', key(partition, 'k'), 'b:' .. id)
  redis.call('ZREM', shard('blobs'), place)
  prune(partition)
  gone = gone + 1
end

for _, partition in ipairs(redis.call('ZRANGEBYSCORE', shard('marks'), '-inf', now, 'LIMIT', 0, limit)) do
  gone = gone + redis.call('ZREMRANGEBYSCORE', key(partition, 'm'), '-inf', now)
  local next_end = redis.call('ZRANGE', key(partition, 'm'), 0, 0, 'WITHSCORES')[2]
  if next_end then
    redis.call('ZADD', shard('marks'), next_end, partition)
  else
    redis.call('ZREM', shard('marks'), partition)
    prune(partition)
  end
end

return gone
