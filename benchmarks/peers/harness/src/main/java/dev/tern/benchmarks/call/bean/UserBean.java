package dev.tern.benchmarks.call.bean;

import dev.tern.benchmarks.call.User;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** {@link User} as a class. */
public class UserBean implements Serializable {
  private static final long serialVersionUID = 1;

  private long id;
  private String name = "";
  private int sex;
  private long birthday;
  private String email = "";
  private String mobile = "";
  private String address = "";
  private String icon = "";
  private List<Integer> permissions = new ArrayList<>();
  private int status;
  private long createTime;
  private long updateTime;
  private boolean active;
  private double score;

  /** The same user with another id. */
  public static UserBean sample(long id) {
    User sample = User.sample(id);
    UserBean user = new UserBean();
    user.id = sample.id();
    user.name = sample.name();
    user.sex = sample.sex();
    user.birthday = sample.birthday();
    user.email = sample.email();
    user.mobile = sample.mobile();
    user.address = sample.address();
    user.icon = sample.icon();
    user.permissions = new ArrayList<>(sample.permissions());
    user.status = sample.status();
    user.createTime = sample.createTime();
    user.updateTime = sample.updateTime();
    user.active = sample.active();
    user.score = sample.score();
    return user;
  }

  /** The same as a record. */
  public User record() {
    return new User(id, name, sex, birthday, email, mobile, address, icon, permissions, status, createTime, updateTime,
        active, score);
  }

  public long getId() {
    return id;
  }

  public void setId(long id) {
    this.id = id;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public int getSex() {
    return sex;
  }

  public void setSex(int sex) {
    this.sex = sex;
  }

  public long getBirthday() {
    return birthday;
  }

  public void setBirthday(long birthday) {
    this.birthday = birthday;
  }

  public String getEmail() {
    return email;
  }

  public void setEmail(String email) {
    this.email = email;
  }

  public String getMobile() {
    return mobile;
  }

  public void setMobile(String mobile) {
    this.mobile = mobile;
  }

  public String getAddress() {
    return address;
  }

  public void setAddress(String address) {
    this.address = address;
  }

  public String getIcon() {
    return icon;
  }

  public void setIcon(String icon) {
    this.icon = icon;
  }

  public List<Integer> getPermissions() {
    return permissions;
  }

  public void setPermissions(List<Integer> permissions) {
    this.permissions = permissions;
  }

  public int getStatus() {
    return status;
  }

  public void setStatus(int status) {
    this.status = status;
  }

  public long getCreateTime() {
    return createTime;
  }

  public void setCreateTime(long createTime) {
    this.createTime = createTime;
  }

  public long getUpdateTime() {
    return updateTime;
  }

  public void setUpdateTime(long updateTime) {
    this.updateTime = updateTime;
  }

  public boolean isActive() {
    return active;
  }

  public void setActive(boolean active) {
    this.active = active;
  }

  public double getScore() {
    return score;
  }

  public void setScore(double score) {
    this.score = score;
  }
}
