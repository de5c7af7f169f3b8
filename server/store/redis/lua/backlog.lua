-- ARGV[3] queue, [4] the caller's now -> {at of the oldest ready row or '', partitions with ready rows that nobody holds}
local queue, now = ARGV[3], tonumber(ARGV[4])
local first = redis.call('ZRANGE', shard('ready:' .. queue), 0, 0, 'WITHSCORES')[2]
local oldest = first and tonumber(first) <= now and tonumber(first) or nil
local waiting = redis.call('ZCOUNT', shard('ready:' .. queue), '-inf', ARGV[4])
local leased = redis.call('ZRANGE', shard('leased:' .. queue), 0, -1, 'WITHSCORES')
for place = 1, #leased, 2 do
  local head = redis.call('ZRANGE', key(leased[place], 'q:' .. queue), 0, 0, 'WITHSCORES')[2]
  if head and tonumber(head) <= now then
    oldest = math.min(oldest or now, tonumber(head))
    if tonumber(leased[place + 1]) <= clock then waiting = waiting + 1 end
  end
end
return { oldest and ms(oldest) or '', waiting }
