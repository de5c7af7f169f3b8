-- ARGV[3] partition, [4] id
local name = 'b:' .. ARGV[4]
redis.call('UNLINK', key(ARGV[3], name))
redis.call('ZREM', shard('blobs'), ARGV[3] .. '|' .. ARGV[4])
redis.call('SREM', key(ARGV[3], 'k'), name)
prune(ARGV[3])
return 1
