-- ARGV[3] partition, [4] mark -> 1 while it stands
local ends = redis.call('ZSCORE', key(ARGV[3], 'm'), ARGV[4])
return ends and tonumber(ends) > clock and 1 or 0
