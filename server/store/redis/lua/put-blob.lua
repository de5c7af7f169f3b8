-- ARGV[3] partition, [4] id, [5] end in ms, [6] bytes. Redis itself lets the bytes go; the sweep forgets the name.
local name = 'b:' .. ARGV[4]
redis.call('SET', key(ARGV[3], name), ARGV[6], 'PXAT', ARGV[5])
redis.call('ZADD', shard('blobs'), ARGV[5], ARGV[3] .. '|' .. ARGV[4])
keep(ARGV[3], name)
return 1
