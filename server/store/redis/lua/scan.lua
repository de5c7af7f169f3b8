-- ARGV[3] partition, [4] prefix -> key, value, key, value ...
local prefix = ARGV[4]
local out = {}
local all = redis.call('HGETALL', key(ARGV[3], 'r'))
for place = 1, #all, 2 do
  if string.sub(all[place], 1, #prefix) == prefix then
    out[#out + 1] = all[place]
    out[#out + 1] = all[place + 1]
  end
end
return out
