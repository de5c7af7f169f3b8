-- ARGV[3] queue -> the moment at which this shard's oldest waiting partition is or becomes ready; nil when none waits.
-- A lease that ended makes its partition claimable at once.
local ended = redis.call('ZRANGEBYSCORE', shard('leased:' .. ARGV[3]), '-inf', ms(clock), 'LIMIT', 0, 1)
if ended[1] then return '0' end
return redis.call('ZRANGE', shard('ready:' .. ARGV[3]), 0, 0, 'WITHSCORES')[2]
