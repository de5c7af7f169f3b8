-- ARGV[3] partition, [4] queue, [5] token, [6] lease in ms -> 1 while it was still held
if not holds(ARGV[3], ARGV[4], ARGV[5]) then return 0 end
redis.call('ZADD', shard('leased:' .. ARGV[4]), ms(clock + tonumber(ARGV[6])), ARGV[3])
return 1
